"""The lifecycles of applications, offers and enrolments: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.lifecycle import moves


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


class Outcome(TextChoices):
    """What a committee decides; each is also the status that publication gives."""

    SELECTED = "selected", _("Select")
    WAITLISTED = "waitlisted", _("Put on the waiting list")
    NOT_SELECTED = "not_selected", _("Do not select")


class DecisionReason(TextChoices):
    """Why a decision was taken; one of these is always given, by a person."""

    MERIT = "merit", _("Merit: experience, role and expected impact")
    BALANCE = "balance", _("Balance of countries, employers or gender")
    PLACES = "places", _("More suitable applicants than places")
    EXPERIENCE = "experience", _("Experience does not fit this course")
    ENGLISH = "english", _("English level")
    STATEMENT = "statement", _("The statement does not show how the skills will be used")
    OTHER = "other", _("Other, see the note")


class IneligibleReason(TextChoices):
    """Why screening found an application not eligible."""

    COUNTRY = "country", _("Country of nationality, residence or employer")
    EMPLOYER = "employer", _("Employer outside the field")
    EXPERIENCE = "experience", _("Years of experience")
    DOCUMENTS = "documents", _("Documents missing or unreadable")
    DUPLICATE = "duplicate", _("Applied twice")
    OTHER = "other", _("Other, see the note")


class ReviewStatus(TextChoices):
    """Where one person's review of one application stands."""

    ASSIGNED = "assigned", pgettext_lazy("a review", "To do")
    STARTED = "started", pgettext_lazy("a review", "Begun")
    SUBMITTED = "submitted", pgettext_lazy("a review", "Submitted")
    RECUSED = "recused", pgettext_lazy("a review", "Stepped back")
    CANCELLED = "cancelled", pgettext_lazy("a review", "Taken back")


_R = ReviewStatus
REVIEW_MOVES = moves(
    {
        _R.ASSIGNED: [_R.STARTED, _R.RECUSED, _R.CANCELLED],
        _R.STARTED: [_R.SUBMITTED, _R.RECUSED],
        # A conflict that comes to light late sets a submitted review aside; it is kept.
        _R.SUBMITTED: [_R.RECUSED],
    }
)
OPEN_REVIEWS = (_R.ASSIGNED, _R.STARTED)
LIVE_REVIEWS = (*OPEN_REVIEWS, _R.SUBMITTED)


class ConflictKind(TextChoices):
    """How a conflict of interest came to light."""

    DECLARED = "declared", _("Declared by the reviewer")
    RECORDED = "recorded", _("Recorded by the office")
    DETECTED = "detected", _("Found by the system")


class OfferStatus(TextChoices):
    """Where an offer stands; from "sent" to its answer it holds a place and its money."""

    SENT = "sent", _("Waiting for your answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    RESCINDED = "rescinded", _("Rescinded")
    DEFERRED = "deferred", _("Deferred to a later cohort")


class DeclineReason(TextChoices):
    """Why an applicant turns a place down, if they want to say."""

    UNSAID = "", _("I would rather not say")
    EMPLOYER = "employer", _("My employer cannot release me")
    DATES = "dates", _("The dates do not suit me")
    VISA = "visa", _("I cannot get a visa in time")
    FAMILY = "family", _("Family or health")
    COURSE = "course", _("I have found another course")
    COSTS = "costs", _("Costs that the program does not pay")
    OTHER = "other", _("Another reason")


OFFER_MOVES = moves(
    {
        OfferStatus.SENT: [
            OfferStatus.ACCEPTED,
            OfferStatus.DECLINED,
            OfferStatus.EXPIRED,
            OfferStatus.RESCINDED,
            OfferStatus.DEFERRED,
        ],
        OfferStatus.ACCEPTED: [OfferStatus.RESCINDED, OfferStatus.DEFERRED],
    }
)
LIVE_OFFERS = (OfferStatus.SENT, OfferStatus.ACCEPTED)


class ConditionStatus(TextChoices):
    """Where a condition of an offer stands; past its due date it stays open until it is settled."""

    OPEN = "open", pgettext_lazy("a condition", "Not met yet")
    MET = "met", pgettext_lazy("a condition", "Met")
    WAIVED = "waived", pgettext_lazy("a condition", "Waived")
    MISSED = "missed", pgettext_lazy("a condition", "Not met")


_C = ConditionStatus
CONDITION_MOVES = moves({_C.OPEN: [_C.MET, _C.WAIVED, _C.MISSED]})


class DeferralStatus(TextChoices):
    """Where a deferral stands; asked for by the person or entered by the office."""

    ASKED = "asked", pgettext_lazy("a deferral", "To be decided")
    GRANTED = "granted", pgettext_lazy("a deferral", "Agreed")
    REFUSED = "refused", pgettext_lazy("a deferral", "Refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("a deferral", "Taken back")


_D = DeferralStatus
DEFERRAL_MOVES = moves({_D.ASKED: [_D.GRANTED, _D.REFUSED, _D.TAKEN_BACK]})


class LeftWaiting(TextChoices):
    """Why somebody no longer stands on a waiting list: the status that followed."""

    SELECTED = "selected", _("Selected")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PromotionStatus(TextChoices):
    """Where the promotion of somebody from a waiting list stands."""

    PENDING = "pending", pgettext_lazy("a promotion", "To be approved")
    OFFERED = "offered", pgettext_lazy("a promotion", "Offered")
    SKIPPED = "skipped", pgettext_lazy("a promotion", "Skipped")
    LAPSED = "lapsed", pgettext_lazy("a promotion", "Left the list before")


_P = PromotionStatus
PROMOTION_MOVES = moves({_P.PENDING: [_P.OFFERED, _P.SKIPPED, _P.LAPSED]})


class EnrolmentStatus(TextChoices):
    """Where a trainee stands between acceptance and the end of the course."""

    CONFIRMED = "confirmed", _("Confirmed")
    ONBOARDING = "onboarding", _("Onboarding")
    READY = "ready", _("Ready")
    IN_TRAINING = "in_training", _("In training")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    NO_SHOW = "no_show", _("Did not come")
    VISA_REFUSED = "visa_refused", _("Visa refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("an enrolment", "Withdrawn")
    DISMISSED = "dismissed", _("Dismissed")
    CANCELLED = "cancelled", _("Cancelled")
    DEFERRED = "deferred", _("Deferred to a later cohort")


_E = EnrolmentStatus

# How one can end before the course.
_BEFORE = (
    _E.WITHDRAWN, _E.CANCELLED, _E.NO_SHOW, _E.VISA_REFUSED, _E.DISMISSED, _E.DEFERRED,
)  # fmt: skip
ENROLMENT_MOVES = moves(
    {
        _E.CONFIRMED: [_E.ONBOARDING, _E.IN_TRAINING, *_BEFORE],
        _E.ONBOARDING: [_E.READY, *_BEFORE],
        _E.READY: [_E.IN_TRAINING, *_BEFORE],
        _E.IN_TRAINING: [_E.COMPLETED, _E.NOT_COMPLETED, _E.WITHDRAWN, _E.DISMISSED],
    }
)
BEFORE_TRAINING = (_E.CONFIRMED, _E.ONBOARDING, _E.READY)
# Enrolments that hold their place; the others gave it back, or never came.
LIVE_ENROLMENTS = (*BEFORE_TRAINING, _E.IN_TRAINING, _E.COMPLETED, _E.NOT_COMPLETED)


class OnlineStatus(TextChoices):
    """Where an enrolment in the open online cohort stands; it never holds a place."""

    ENROLLED = "enrolled", pgettext_lazy("online", "Enrolled online")
    SUPERSEDED = "superseded", pgettext_lazy("online", "Ended: a place was accepted")
    LEFT = "left", pgettext_lazy("online", "Left")


ONLINE_MOVES = moves({OnlineStatus.ENROLLED: [OnlineStatus.SUPERSEDED, OnlineStatus.LEFT]})


class ConsentAnswer(TextChoices):
    """What a person says to the text of a consent."""

    GIVEN = "given", pgettext_lazy("a consent", "Given")
    REFUSED = "refused", pgettext_lazy("a consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("a consent", "Withdrawn")


class Gender(TextChoices):
    """As the applicant says; undisclosed is an answer."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Another")
    UNDISCLOSED = "undisclosed", _("I prefer not to say")


class OrganisationKind(TextChoices):
    """What an employer is."""

    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government or public body")
    REGULATOR = "regulator", _("Regulatory authority")
    ACADEMIA = "academia", _("University or research institute")
    NGO = "ngo", _("Non-governmental organisation")
    INTERNATIONAL = "international", _("International organisation")


class CountedFact(TextChoices):
    """A fact of a place for each value of which there can be a limit."""

    COUNTRY = "country", _("country or territory")
    ORGANISATION = "organisation", _("organisation")
    INCOME_GROUP = "income_group", _("income group")
    GENDER = "gender", _("gender")
    STREAM = "stream", _("stream")
    COURSE = "course", _("course")
    COHORT = "cohort", _("cohort")
    MODALITY = "modality", _("modality")

    @property
    def column(self) -> str:
        """The column of a place or a quota that holds it."""
        is_reference = self in (self.STREAM, self.ORGANISATION, self.COURSE, self.COHORT)
        return f"{self.value}_id" if is_reference else self.value
