"""The tables of this room."""

from trainees.joining.models.condition import Condition
from trainees.joining.models.deferral import Deferral
from trainees.joining.models.enrolment import Enrolment
from trainees.joining.models.offer import Offer
from trainees.joining.models.offer_extension import OfferExtension
from trainees.joining.models.onboarding import Onboarding
from trainees.joining.models.pledge import Pledge

__all__ = [
    "Condition",
    "Deferral",
    "Enrolment",
    "Offer",
    "OfferExtension",
    "Onboarding",
    "Pledge",
]
