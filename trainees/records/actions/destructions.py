"""What each kind of rule destroys of some applications; numbers without a name stay.

Statements do not grow with the number of applications. The database lets this through only while
the record of this destruction is being made.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.calls.statuses import FormStage
from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.models.outgoing_email import IN_QUEUE
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.models import Answer, Application, Document, Endorsement
from trainees.applying.statuses import ApplicationStatus
from trainees.records.actions import erasure_of_people, erasure_of_rows
from trainees.records.errors import StillInUse
from trainees.records.statuses import RetentionKind

_PERSONAL = [
    row for row in erasure_of_people.PERSONAL if erasure_of_people.of_an_application(*row[:2])
]
_THINGS = [row for row in erasure_of_people.THINGS if erasure_of_people.of_an_application(*row)]


def files_of(kind: RetentionKind, applications: Collection[int]) -> list[str]:
    """The random names of the papers, and of copies of a person's data, that go."""
    if kind in (RetentionKind.ENDORSEMENT, RetentionKind.MAIL):
        return []
    if kind == RetentionKind.PERSON:
        return [
            name for user in _accounts(applications) for name in erasure_of_people.files_of(user)
        ]
    papers = _after_acceptance(Document, applications)
    if kind != RetentionKind.ACCEPTANCE:
        papers = Document.objects.filter(application__in=applications)
    return list(papers.order_by("pk").values_list("file", flat=True))


def destroy(kind: RetentionKind, applications: Collection[int]) -> int:
    """Destroy the data of this kind of these applications; how many rows that were."""
    return _HOW[kind](applications)


def _draft(applications: Collection[int]) -> int:
    """A draft that is empty is nobody's to go on with."""
    count = _whole(applications)
    drafts = list(Application.objects.filter(pk__in=applications, status=ApplicationStatus.DRAFT))
    Application.move_all(drafts, ApplicationStatus.WITHDRAWN, by=None, reason="retention")
    return count


def _whole(applications: Collection[int]) -> int:
    where = erasure_of_rows.of_applications(applications)
    count = erasure_of_rows.blank_rows(where, _PERSONAL)
    return count + _mails(applications) + erasure_of_rows.blank_history(where, _THINGS)


def _accepted(applications: Collection[int]) -> int:
    gone = [_after_acceptance(model, applications).delete() for model in (Document, Answer)]
    return sum(count for count, _by_table in gone)


def _after_acceptance(model: type[Model], applications: Collection[int]) -> QuerySet[Any]:
    stage = FormStage.ACCEPTANCE
    rows = model._default_manager.filter(question__version__stage=stage)
    return rows.filter(application__in=applications).order_by()


def _papers(applications: Collection[int]) -> int:
    return Document.objects.filter(application__in=applications).delete()[0]


def _endorsements(applications: Collection[int]) -> int:
    where = erasure_of_rows.of_applications(applications)
    count = sum(
        erasure_of_rows.blank_columns(erasure_of_rows.rows_about(model, way, where), columns)
        for model, way, columns in _PERSONAL
        if model is Endorsement
    )
    return count + _wiped(applications, [row for row in _THINGS if row[0] is Endorsement])


def _mails(applications: Collection[int]) -> int:
    return _wiped(applications, _THINGS)


def _wiped(applications: Collection[int], things: Iterable[tuple[type[Model], str]]) -> int:
    """Forget mails about these things; refused while one is in a sender's hand."""
    named = erasure_of_rows.is_about(erasure_of_rows.of_applications(applications), things)
    mails = OutgoingEmail.objects.filter(named)
    _refuse_while_mailing(mails)
    return erasure_of_rows.wipe_mails(mails, _people(applications), reason="retention")


def _refuse_while_mailing(mails: QuerySet[OutgoingEmail]) -> None:
    """Leave it to the next night while a sender writes about one of them; hold those that wait."""
    # A sender takes a mail up under this lock: what is queued stays queued until it is wiped.
    queued = mails.filter(status__in=IN_QUEUE).order_by("pk").select_for_update()
    if EmailStatus.SENDING in list(queued.values_list("status", flat=True)):
        raise StillInUse(_("A mail about one of the applications is on its way at this moment."))


def _person(applications: Collection[int]) -> int:
    """Of whom nothing else is kept: as an erasure does it, a person at a time."""
    people = _people(applications)
    _refuse_while_mailing(OutgoingEmail.objects.filter(recipient_user__in=people))
    return sum(erasure_of_people.blank(user) for user in _accounts(applications))


def _accounts(applications: Collection[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=_people(applications)).order_by("pk")


def _people(applications: Collection[int]) -> set[int]:
    found = Application.objects.filter(pk__in=applications).order_by()
    return set(found.values_list("applicant__user", flat=True))


_HOW: dict[RetentionKind, Callable[[Collection[int]], int]] = {
    RetentionKind.DRAFT: _draft,
    RetentionKind.NOT_SELECTED: _whole,
    RetentionKind.TRAINEE: _whole,
    RetentionKind.ACCEPTANCE: _accepted,
    RetentionKind.PAPER: _papers,
    RetentionKind.ENDORSEMENT: _endorsements,
    RetentionKind.MAIL: _mails,
    RetentionKind.PERSON: _person,
}
