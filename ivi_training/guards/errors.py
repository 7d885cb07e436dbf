"""Rules of the trade that refuse a step; each carries a message for the person who tried."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleBroken(Exception):
    """A rule refuses the step: what was refused, and what the person can do next."""

    title: str | Promise = _("This step was refused")

    def __init__(self, message: str | Promise, *, then: Sequence[str | Promise] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.then = then


class MoveNotAllowed(RuleBroken):
    """The lifecycle does not allow this step from the status that stands now."""

    title = _("This step is no longer possible")


class TooMuchKept(RuleBroken):
    """The files of one thing take no more than a set room."""

    title = _("There is no room for another file")
