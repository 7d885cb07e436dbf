"""The lifecycle of a call, the kinds of its questions, and the ways in which a course is taught."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ivi_training.lifecycle import moves


class PromotionMode(TextChoices):
    """What happens when a place frees and somebody waits for it."""

    APPROVAL = "approval", _("A person approves each offer")
    AUTOMATIC = "automatic", _("The next person is offered it at once")


class CallStatus(TextChoices):
    """Where a call for applications stands; it opens and closes by the clock."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    RESULTS_PUBLISHED = "results_published", _("Results published")
    CANCELLED = "cancelled", _("Cancelled")


CALL_MOVES = moves(
    {
        CallStatus.DRAFT: [CallStatus.SCHEDULED, CallStatus.CANCELLED],
        CallStatus.SCHEDULED: [CallStatus.OPEN, CallStatus.DRAFT, CallStatus.CANCELLED],
        CallStatus.OPEN: [CallStatus.CLOSED, CallStatus.CANCELLED],
        # An extension reopens a closed call; the old deadline stays on record.
        CallStatus.CLOSED: [CallStatus.OPEN, CallStatus.RESULTS_PUBLISHED, CallStatus.CANCELLED],
    }
)


class Modality(TextChoices):
    """How a cohort is taught."""

    IN_PERSON = "in_person", _("In person")
    BLENDED = "blended", _("Online, then in person")
    ONLINE = "online", _("Online")
    ONSITE = "onsite", _("On site at a company")


class IncomeGroup(TextChoices):
    """The World Bank's income groups; "not classified" goes to a person, it refuses nobody."""

    LOW = "L", _("Low income")
    LOWER_MIDDLE = "LM", _("Lower-middle income")
    UPPER_MIDDLE = "UM", _("Upper-middle income")
    HIGH = "H", _("High income")
    NOT_CLASSIFIED = "NC", _("Not classified")


class Education(TextChoices):
    """The highest degree held."""

    SECONDARY = "secondary", _("Secondary school")
    BACHELOR = "bachelor", _("Bachelor's degree")
    MASTER = "master", _("Master's degree")
    DOCTORATE = "doctorate", _("Doctorate")


class FormStage(TextChoices):
    """When a form is filled in; what only trainees need is asked of nobody else."""

    APPLICATION = "application", _("Application")
    ACCEPTANCE = "acceptance", _("After acceptance")


class QuestionKind(TextChoices):
    """What an answer is."""

    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One choice")
    CHOICES = "choices", _("Several choices")
    COUNTRY = "country", _("Country or territory")
    ORGANISATION = "organisation", _("Organisation")
    FILE = "file", _("File")
    YES_NO = "yes_no", _("Yes or no")
    AGREEMENT = "agreement", _("Statement to agree to")


WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)
TEXTS = (QuestionKind.SHORT, QuestionKind.LONG)
# Answers that can show or hide later questions.
DECIDING = (*WITH_CHOICES, QuestionKind.YES_NO, QuestionKind.COUNTRY)
