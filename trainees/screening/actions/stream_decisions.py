"""Streams that the rules left to a person: decided once, with who and why."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from courses.programs.models import Stream
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.screening.actions import eligibility
from trainees.screening.errors import StreamDecided, StreamNotOpen


@transaction.atomic
def decide(application: Application, stream: Stream, *, by: User, reason: str) -> None:
    """Set the stream that the rules left to a person; kept with who and why.

    Refused for a draft, for a stream of another program, and where one stands already: places and
    offers follow from it.
    """
    programs.lock(application.cohort.program_id)
    application.refresh_from_db(fields=["status", "stream"])
    if application.status == ApplicationStatus.DRAFT:
        raise StreamNotOpen(_("It is a draft: its stream follows from what is handed in."))
    if stream.program_id != application.cohort.program_id:
        raise StreamNotOpen(
            _("“%(stream)s” belongs to another program.") % {"stream": stream},
            then=[_("Choose a stream of the program that the person applies to.")],
        )
    if application.stream_id is not None:
        raise StreamDecided(_("It is “%(stream)s”.") % {"stream": application.stream})
    application.stream = stream
    application.stream_inputs |= {"stream": stream.code, "by": by.email, "reason": reason}
    application.save(update_fields=["stream", "stream_inputs"])
    application.waiting_entries.waiting().update(stream=stream)
    eligibility.check([application])
