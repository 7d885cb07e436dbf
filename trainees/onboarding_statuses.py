"""The lifecycle of what a trainee is asked before they come, and as long as what it can change."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from ivi_training.lifecycle import moves
from trainees.statuses import BEFORE_TRAINING, EnrolmentStatus


class OnboardingStatus(TextChoices):
    """Where the form after acceptance stands; that its place has ended is read from the place."""

    ASKED = "asked", pgettext_lazy("the form after acceptance", "To be answered")
    SENT_IN = "sent_in", pgettext_lazy("the form after acceptance", "Sent in")
    RETURNED = "returned", pgettext_lazy("the form after acceptance", "Asked again")


_O = OnboardingStatus
ONBOARDING_MOVES = moves(
    {_O.ASKED: [_O.SENT_IN], _O.SENT_IN: [_O.RETURNED], _O.RETURNED: [_O.SENT_IN]}
)
OPEN_ONBOARDINGS = (_O.ASKED, _O.RETURNED)
# Enrolments whose trainee may answer: some arrive before they have told everything.
STILL_ASKED = (*BEFORE_TRAINING, EnrolmentStatus.IN_TRAINING)
