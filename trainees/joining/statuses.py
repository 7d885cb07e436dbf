"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class Outcome(TextChoices):
    """What a committee decides; each is also the status that publication gives."""

    SELECTED = "selected", _("Select")
    WAITLISTED = "waitlisted", _("Put on the waiting list")
    NOT_SELECTED = "not_selected", _("Do not select")


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

# What somebody may record of one that ends early; a deferral has its own act, and who completes a
# course keeps the place.
ENROLMENT_ENDS = (_E.WITHDRAWN, _E.CANCELLED, _E.DISMISSED, _E.NO_SHOW, _E.VISA_REFUSED)

BEFORE_TRAINING = (_E.CONFIRMED, _E.ONBOARDING, _E.READY)

# Enrolments that hold their place; the others gave it back, or never came.
LIVE_ENROLMENTS = (*BEFORE_TRAINING, _E.IN_TRAINING, _E.COMPLETED, _E.NOT_COMPLETED)


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


class Payer(TextChoices):
    """Who pays a trainee's cost, if not the grant."""

    EMPLOYER = "employer", _("Employer")
    THIRD_PARTY = "third_party", _("Somebody else, for example a travel grant")
    TRAINEE = "trainee", _("The trainee")
