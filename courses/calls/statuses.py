"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


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
    NUMBER = "number", pgettext_lazy("a kind of answer", "Number")
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


class EnglishLevel(TextChoices):
    """Spoken and written English, by the applicant's own judgement."""

    BASIC = "basic", _("Basic")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")
    NATIVE = "native", _("Native or near-native")


class RuleKind(TextChoices):
    """What a rule of a call looks at."""

    GROUP = "group", _("Countries")
    EXPERIENCE = "experience", _("Years of experience")
    EDUCATION = "education", _("Highest degree")
    FIELD = "field", _("Field of study")
    ENGLISH = "english", _("English")
    AGE = "age", _("Age at the start of the course")
    REPEAT = "repeat", _("Earlier training with us")
    PAPERS = "papers", _("Papers")


class CountryFact(TextChoices):
    """The three countries of a person; each may be another."""

    CITIZENSHIP = "citizenship", _("Nationality")
    RESIDENCE = "residence", _("Residence")
    EMPLOYER = "employer", _("Country of the employer")


class RuleMatch(TextChoices):
    """How many of the countries that a rule names must fit."""

    ALL = "all", _("each of them")
    ANY = "any", _("at least one of them")


class RequiredPaper(TextChoices):
    """A paper that a rule can ask for."""

    CV = "cv", _("Curriculum vitae")
    ENDORSEMENT = "endorsement", _("Letter of your employer")


class Finding(TextChoices):
    """What a rule says; only a person refuses anybody."""

    PASS = "pass", pgettext_lazy("an eligibility check", "Met")
    FAIL = "fail", pgettext_lazy("an eligibility check", "Not met")
    PERSON = "person", pgettext_lazy("an eligibility check", "For a person to decide")


class ConsentKind(TextChoices):
    """What a person is asked to agree to, each on its own."""

    COLLECTION = "collection", _("Use of personal data")
    PROVISION = "provision", _("Passing data on to others")
    TRANSFER = "transfer", _("Data leaving the country")
    NEWS = "news", _("News and later programs")
    PICTURES = "pictures", _("Pictures and recordings")


# Kinds whose text has to name who receives the data.
NAMES_RECIPIENTS = (ConsentKind.PROVISION, ConsentKind.TRANSFER)
