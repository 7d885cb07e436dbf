"""Who follows the open online course is told so."""

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.applying.emails.applications import COURSE, OF, Values, about, course, of
from trainees.applying.models import Application
from trainees.online.models import OnlineEnrolment


def _kind(code: str, name: Promise, about: type[Model], samples: Values) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/online/emails", about=about, samples=samples)
    )


ONLINE_JOINED = _kind(
    "online_joined", _("Enrolled in the open online course"), Application, {**COURSE, **OF}
)


def online_joined(enrolment: OnlineEnrolment) -> None:
    application = enrolment.application
    mail.queue(
        about(
            application,
            ONLINE_JOINED,
            lambda: {**course(enrolment.cohort), **of(application)},
            f"enrolment {enrolment.pk}",
        )
    )
