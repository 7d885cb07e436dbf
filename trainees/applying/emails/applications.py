"""What applicants are told of their application, and what every mail about one is made of."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from ivi_training.pages import clocks
from trainees.applying.models import Application

Values = Mapping[str, object]


# Kinds of mail that tell a result: one that has changed is not sent any more.
RESULTS: set[str] = set()


def tells_result(kind: Kind) -> Kind:
    RESULTS.add(kind.code)
    return kind


# Samples, as `of`, `facts_of_call`, `course` and the others below give the values.
MOMENT = datetime(2027, 1, 15, 9, tzinfo=UTC)


OF = {"reference": "BIO-2027-00123", "page": "/applications/123/"}


CALL = {"call": "Biomanufacturing 2027", **OF}


COURSE = {
    "cohort": "Vaccine Bioprocess 2027",
    "starts_on": date(2027, 3, 1),
    "ends_on": date(2027, 5, 28),
}


REASON = {"reason": "Embassy, Nairobi"}


def _kind(code: str, name: Promise, about: type[Model], samples: Values) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/applying/emails", about=about, samples=samples)
    )


APPLICATION_RECEIVED = _kind(
    "application_received",
    _("Receipt of an application"),
    Application,
    {**CALL, "cohort": "Vaccine Bioprocess 2027", "submitted_at": MOMENT}
    | {"at_place": "2027-01-15 12:00 Africa/Nairobi"},
)


APPLICATION_WITHDRAWN = _kind(
    "application_withdrawn", _("Application withdrawn"), Application, CALL
)


def application_received(application: Application, *, zone: str = "") -> None:
    """The receipt, with the reference number and the moment, also on the reader's clock."""
    at_place = clocks.at_place(application.submitted_at, zone) if application.submitted_at else ""
    more = {"submitted_at": application.submitted_at, "at_place": at_place}
    mail.queue_all(
        [
            about(
                application,
                APPLICATION_RECEIVED,
                lambda: {**facts_of_call(application), "cohort": title_of(application), **more},
            )
        ]
    )


def application_withdrawn(application: Application) -> None:
    mail.queue(about(application, APPLICATION_WITHDRAWN, lambda: facts_of_call(application)))


def about(
    application: Application,
    kind: Kind,
    values: Callable[[], Values],
    occasion: str = "once",
    not_before: datetime | None = None,
) -> mail.Message:
    return mail.Message(
        kind,
        about=application,
        occasion=occasion,
        recipient=application.applicant.user,
        values=values,
        not_before=not_before,
    )


def of(application: Application) -> Values:
    page = reverse("trainees:application_detail", args=[application.pk])
    return {"reference": application.reference, "page": page}


def facts_of_call(application: Application) -> Values:
    """The same with its call."""
    return {"call": application.call.title, **of(application)}


def title_of(application: Application) -> str:
    return application.cohort.title


def course(cohort: Cohort) -> Values:
    return {"cohort": cohort.title, "starts_on": cohort.starts_on, "ends_on": cohort.ends_on}
