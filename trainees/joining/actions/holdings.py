"""What an offer holds, also once it is an enrolment: a place and money, given back exactly once."""

from grants.commitments.actions import commitments
from ivi_training.accounts.models import User
from trainees.joining.models import Offer
from trainees.places.actions import places


def give_back(offer: Offer, *, by: User | None, reason: str) -> None:
    """Release the place and the money; the caller has locked the program and moved the status."""
    places.release(offer.place, reason=reason)
    if offer.commitment is not None:
        commitments.release(offer.commitment, by=by, reason=reason)
