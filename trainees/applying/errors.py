"""Rules that refuse a step, each by its name."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class ApplicationsClosed(RuleBroken):
    """The call is not open now."""

    title = _("This call does not take applications now")


class CohortNotOffered(RuleBroken):
    """The cohort is not one that the call is for."""

    title = _("This call is not for that cohort")


class ApplicationIncomplete(RuleBroken):
    """Something that a submitted application needs is missing: `gaps`, in the order of the form."""

    title = _("Your application is not complete yet")

    def __init__(
        self,
        message: str | Promise,
        *,
        then: Sequence[str | Promise] = (),
        gaps: Sequence[Any] = (),
    ) -> None:
        super().__init__(message, then=then or [str(gap) for gap in gaps])
        self.gaps = list(gaps)


class StaleDraft(RuleBroken):
    """Another tab or device has saved newer text."""

    title = _("A newer version of this draft exists")


class EndorsementClosed(RuleBroken):
    """It is signed, declined, too late, or of an application that was withdrawn or decided."""

    title = _("This endorsement is not open any more")


class EndorserRefused(RuleBroken):
    """Somebody who cannot endorse it: the applicant, or one of too many."""

    title = _("This person was not asked")


class RemindedLately(RuleBroken):
    """The person got a mail a short while ago."""

    title = _("Reminded a short while ago")
