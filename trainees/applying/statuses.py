"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class ApplicationStatus(TextChoices):
    """Where an application stands, in the words the applicant sees."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for missing papers")
    ELIGIBLE = "eligible", _("Eligible")
    INELIGIBLE = "ineligible", _("Not eligible")
    IN_REVIEW = "in_review", _("In review")
    SELECTED = "selected", _("Selected")
    WAITLISTED = "waitlisted", _("On the waiting list")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = ApplicationStatus

APPLICATION_MOVES = moves(
    {
        _S.DRAFT: [_S.SUBMITTED, _S.WITHDRAWN],
        _S.SUBMITTED: [_S.RETURNED, _S.ELIGIBLE, _S.INELIGIBLE, _S.WITHDRAWN],
        _S.RETURNED: [_S.SUBMITTED, _S.INELIGIBLE, _S.WITHDRAWN],
        _S.ELIGIBLE: [
            _S.IN_REVIEW,
            _S.SELECTED,
            _S.WAITLISTED,
            _S.NOT_SELECTED,
            _S.INELIGIBLE,
            _S.WITHDRAWN,
            _S.SUBMITTED,  # screening taken back
        ],
        _S.IN_REVIEW: [
            _S.SELECTED,
            _S.WAITLISTED,
            _S.NOT_SELECTED,
            _S.WITHDRAWN,
            _S.ELIGIBLE,  # its only reviews taken back
        ],
        _S.WAITLISTED: [_S.SELECTED, _S.NOT_SELECTED, _S.WITHDRAWN],
        # Another look at a negative result, once: `actions/appeals.py`.
        # Or screening taken back.
        _S.INELIGIBLE: [_S.ELIGIBLE, _S.SUBMITTED],
        _S.NOT_SELECTED: [_S.ELIGIBLE],
        _S.SELECTED: [_S.WITHDRAWN],
    }
)

IN_SCREENING = (_S.SUBMITTED, _S.RETURNED)


class ConsentAnswer(TextChoices):
    """What a person says to the text of a consent."""

    GIVEN = "given", pgettext_lazy("a consent", "Given")
    REFUSED = "refused", pgettext_lazy("a consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("a consent", "Withdrawn")


class EndorsementStatus(TextChoices):
    """Where a request for an endorsement stands; what is signed stands for good."""

    ASKED = "asked", pgettext_lazy("an endorsement", "Asked")
    SIGNED = "signed", pgettext_lazy("an endorsement", "Signed")
    DECLINED = "declined", pgettext_lazy("an endorsement", "Declined")
    EXPIRED = "expired", pgettext_lazy("an endorsement", "Expired")
    ENDED = "ended", pgettext_lazy("an endorsement", "Taken back")


_N = EndorsementStatus

ENDORSEMENT_MOVES = moves({_N.ASKED: [_N.SIGNED, _N.DECLINED, _N.EXPIRED, _N.ENDED]})

LIVE_ENDORSEMENTS = (_N.ASKED, _N.SIGNED)

# While an application is here, somebody can still be asked to endorse it.
ENDORSABLE = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_REVIEW,
)
