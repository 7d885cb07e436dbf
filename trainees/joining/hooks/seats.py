"""A place is not released under a live offer, and nobody follows online beside a seat."""

import pgtrigger

from trainees.joining.triggers.seats import seat_held, without_seat
from trainees.online.models import OnlineEnrolment
from trainees.places.models import Place

pgtrigger.register(seat_held("p.id = NEW.id", "released_at", is_new=False))(Place)
pgtrigger.register(without_seat)(OnlineEnrolment)
