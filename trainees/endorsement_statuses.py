"""The lifecycle of a request for an endorsement, and when one can be made."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from ivi_training.lifecycle import moves
from trainees.statuses import ApplicationStatus


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
