"""Blanking rows, whoever they are about: statements do not grow with their number.

A row that says nothing any more is neither written nor counted again.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    Field,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from grants.commitments.models import Commitment
from ivi_training.accounts.models import User
from ivi_training.guards.erasable import ERASED
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.models import Answer, Application, Document
from trainees.applying.models.application import PERSON
from trainees.joining.models import Offer
from trainees.people.models import Applicant
from trainees.selecting.models import Decision

# What the way from a row leads to: one person's account, or some applications.
Where = Callable[[str], dict[str, Any]]
# Things that people have edited in the administration.
_LOGGED = {User, Applicant, Application, Offer, Decision, Document}


def of_person(user: User) -> Where:
    """Rows whose way leads to this account."""
    return lambda way: {way: user.pk}


def of_applications(applications: Collection[int]) -> Where:
    """Rows whose way leads to an account through one of these applications."""
    return lambda way: {
        f"{way.removesuffix('applicant__user').strip('_') or 'pk'}__in": applications
    }


def blank_rows(where: Where, tables: Iterable[tuple[type[Model], str, tuple[str, ...]]]) -> int:
    """Delete papers and answers, blank the columns of the tables; how many rows that were."""
    # Their rows are nothing without what was in them.
    count = (
        rows_about(Document, PERSON, where).delete()[0]
        + rows_about(Answer, PERSON, where).delete()[0]
    )
    for model, way, columns in tables:
        count += blank_columns(rows_about(model, way, where), columns)
    offers = Offer.objects.filter(**where(PERSON)).order_by()
    promised = Commitment.objects.filter(pk__in=offers.values("commitment"))
    return count + blank_columns(promised, ("release_reason",))


def rows_about(model: type[Model], way: str, where: Where) -> QuerySet[Any]:
    """Rows of one table, picked by key, so that a table of many steps is written once."""
    found = model._default_manager.filter(**where(way)).order_by()
    return model._default_manager.filter(pk__in=found.values("pk")).order_by()


def blank_columns(found: QuerySet[Any], columns: Iterable[str]) -> int:
    """Put nothing into the columns of these rows; how many said something."""
    fields = [found.model._meta.get_field(name) for name in columns]
    says_something = Q()
    for field in fields:
        says_something |= ~_is_nothing(field)
    return found.filter(says_something).update(**{f.name: _empty_value(f) for f in fields})


def _empty_value(field: Any) -> Any:
    """What says nothing in a column: a mark where people read a text, else what is empty."""
    if isinstance(field, JSONField):
        return {}
    if isinstance(field, ArrayField):
        return []
    if field.null:
        return None
    if _is_free_text(field):
        return Case(When(**{field.name: ""}, then=Value("")), default=Value(ERASED))
    return ""


def _is_nothing(field: Any) -> Q:
    """The condition that a column says nothing already."""
    if isinstance(field, JSONField | ArrayField):
        return Q(**{field.name: {} if isinstance(field, JSONField) else []})
    if field.null:
        return Q(**{f"{field.name}__isnull": True})
    return Q(**{f"{field.name}__in": ["", ERASED]})


def _is_free_text(field: Field[Any, Any]) -> bool:
    return isinstance(field, CharField | TextField) and not field.choices


def is_about(where: Where, things: Iterable[tuple[type[Model], str]]) -> Q:
    """Things by kind and number, as history and mails name them."""
    found = Q()
    for model, way in things:
        named = model._default_manager.filter(**where(way)).order_by()
        found |= Q(subject_type=model._meta.label_lower, subject_id__in=named.values("pk"))
    return found


def wipe_mails(mails: QuerySet[OutgoingEmail], people: Collection[int], *, reason: str) -> int:
    """Keep what is queued from being sent, and forget what was; how many mails that were.

    The address of a colleague of these people stays.
    """
    # A sender that takes one up at this moment waits, and finds it cancelled.
    queued = list(mails.filter(status=EmailStatus.QUEUED).select_for_update(of=("self",)))
    OutgoingEmail.move_all(queued, EmailStatus.CANCELLED, by=None, reason=reason)
    texts = dict.fromkeys(("subject", "text"), ERASED) | {"html": "", "last_response": ""}
    to_colleagues = Q(recipient_user__isnull=False) & ~Q(recipient_user__in=people)
    to_them = mails.exclude(to_colleagues).exclude(recipient=ERASED)
    count = to_them.update(recipient=ERASED, **texts)
    return count + mails.filter(to_colleagues).exclude(text=ERASED).update(**texts)


def blank_history(
    where: Where, things: Collection[tuple[type[Model], str]], more: Q | None = None
) -> int:
    """Why something moved may name the person; that it moved, when and by whom stays."""
    moved = is_about(where, things) | (more or Q())
    count = blank_columns(StatusChange.objects.filter(moved).exclude(reason=""), ("reason",))
    kinds = ContentType.objects.get_for_models(*(model for model, _way in things))
    for model, way in things:
        if model in _LOGGED:
            named = model._default_manager.filter(**where(way)).order_by()
            keys = named.annotate(key=Cast("pk", CharField())).values("key")
            entries = LogEntry.objects.filter(content_type=kinds[model], object_id__in=keys)
            count += entries.update(object_repr=ERASED, change_message="")
    return count
