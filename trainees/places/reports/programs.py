"""Which program a page opens with."""

from courses.programs.models import Program
from trainees.places.models import Tally


def program_to_open() -> Program | None:
    """The newest program that has enrolled somebody; the newest of all where none has."""
    enrolled = Tally.objects.filter(thing=Tally.Thing.ENROLMENT, count__gt=0)
    running = Program.objects.filter(cohorts__in=enrolled.values("cohort"))
    return running.first() or Program.objects.first()
