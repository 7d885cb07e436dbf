"""The lifecycle of a call, the kinds of its questions and rules, and how a course is taught."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class OdaGroup(TextChoices):
    """The columns of the OECD's list of countries that receive official development assistance."""

    LEAST_DEVELOPED = "LDC", _("Least developed country (OECD DAC)")
    LOW = "LIC", _("Other low income (OECD DAC)")
    LOWER_MIDDLE = "LMIC", _("Lower-middle income (OECD DAC)")
    UPPER_MIDDLE = "UMIC", _("Upper-middle income (OECD DAC)")


class Scheme(TextChoices):
    """Whose list of countries a vintage is."""

    WB_INCOME = "WB_INCOME", _("World Bank income groups")
    DAC_ODA = "DAC_ODA", _("OECD DAC list of ODA recipients")


SCHEME_GROUPS: dict[str, type[TextChoices]] = {
    Scheme.WB_INCOME: IncomeGroup,
    Scheme.DAC_ODA: OdaGroup,
}
GROUPS = [*IncomeGroup.choices, *OdaGroup.choices]


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
