"""Every pair of statuses of every lifecycle: the database allows the table's moves and no other."""

from contextlib import AbstractContextManager, nullcontext
from itertools import permutations
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from courses.cohorts.models import Cohort
from grants.budgets.models import Transfer
from grants.commitments.models import Commitment, Recovery
from grants.spending.models import Expenditure
from ivi_training.accounts.models import DataExport, Erasure
from ivi_training.guards.lifecycle import HasLifecycle
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from tests.databases import ignoring
from tests.factories.accounts import UserFactory
from tests.repository.world import Step, build, judge_now, put, tables, unguarded, who_refuses
from trainees.applying.models import Application, Endorsement
from trainees.joining.models import Condition, Deferral, Offer, Onboarding
from trainees.online.models import OnlineEnrolment
from trainees.reviewing.models import Review
from trainees.selecting.models import Promotion

pytestmark = pytest.mark.django_db

OF_EXPENDITURES = {
    "payment_stands", "handed_in_whole", "within_limits", "posted_as_it_stands",
}  # fmt: skip
GUARDS = {
    "status_moves", "facts_frozen", "closed_stands", "scored", "returned_by_request",
    "only_asked_changes", "facts_stand", "stands", "to_later", "deferred_by_row", "counters_kept",
    *OF_EXPENDITURES,
}  # fmt: skip
LIFECYCLES = [model for model in tables() if issubclass(model, HasLifecycle)]


def facts_of(model: type[models.Model], status: str) -> dict[str, Any]:
    """What the checks of a table want beside a status."""
    now = timezone.now()
    single = {
        OutgoingEmail: lambda: {"sent_at": now if status == "sent" else None},
        OnlineEnrolment: lambda: {"ended_at": None if status == "enrolled" else now},
        Onboarding: lambda: {"sent_in_at": now if status == "sent_in" else None},
        Offer: lambda: {"responded_at": None if status == "sent" else now},
        Endorsement: lambda: {
            "answered_at": now if status in {"signed", "declined"} else None,
            "signed_name": "Minh" if status == "signed" else "",
        },
        Deferral: lambda: decision_on_deferral(status),
        Erasure: lambda: {
            "decided_at": now if status in {"agreed", "refused"} else None,
            "decided_by": UserFactory() if status in {"agreed", "refused"} else None,
            "ground": "claim" if status == "refused" else "",
        },
        DataExport: lambda: (
            {"file": "kept", "ready_at": now, "expires_at": now}
            if status == "ready"
            else {"file": ""}
        ),
        Transfer: lambda: {
            "decided_at": None if status == "asked" else now,
            "decided_by": None if status == "asked" else UserFactory(),
        },
        Recovery: lambda: settlement_of_debt(status),
        Promotion: lambda: {"offer": Offer.objects.first() if status == "offered" else None},
    }
    if model in single:
        return single[model]()
    if model is Condition:
        is_open = {"settled_at": None, "settled_by": None, "note": "", "offer": None}
        settled = {"settled_at": now, "settled_by": UserFactory(), "note": "Why", "offer": None}
        return is_open if status == "open" else settled
    if model is Review:
        open_ = {"submitted_at": None, "score": None}
        return {"submitted": {"submitted_at": now}, "recused": {}}.get(status, open_)
    if model is Application:
        is_draft, moment = status == "draft", {"submitted_at": now}
        draft = {"submitted_at": None, "reference": None}
        return draft if is_draft else moment | {"reference": "CALL-1"}
    if model is Expenditure:
        return facts_of_expenditure(status)
    return {}


def settlement_of_debt(status: str) -> dict[str, Any]:
    """All of it has come back; in no other way may it be received."""
    waived = {"waived_at": timezone.now(), "waived_by": UserFactory(), "waiver": "Poor"}
    kept = {"waived_at": None, "waived_by": None, "waiver": ""}
    return {"received": models.F("amount"), **(waived if status == "waived" else kept)}


def facts_of_expenditure(status: str) -> dict[str, Any]:
    is_open, is_out = status in {"draft", "submitted"}, status == "disallowed"
    is_paid = is_out or status in {"paid", "settled"}
    return {
        "approved_at": None if is_open else timezone.now(),
        "approved_by": None if is_open else UserFactory(),
        "paid_on": timezone.localdate() if is_paid else None,
        "method": "card" if is_paid else "",
        "payment_reference": "",
        "paid_amount": models.F("amount") if is_paid else None,
        "paid_rate_id": models.F("rate_id") if is_paid else None,
        "disallowed_amount": 1 if is_out else None,
        "disallowed_reason": "Why" if is_out else "",
    }


def decision_on_deferral(status: str) -> dict[str, Any]:
    if status == "asked":
        return {"decided_at": None, "decided_by": None}
    to = Cohort.objects.latest("starts_on") if status == "granted" else None
    return {
        "note": "Why", "decided_at": timezone.now(), "decided_by": UserFactory(), "to_cohort": to,
    }  # fmt: skip


def step(model: type[models.Model], status: str) -> Step:
    return put(model, status=status, **facts_of(model, status))


def _beside(model: type[models.Model]) -> list[str]:
    """Triggers that ask for more than the status, with a suite of their own."""
    names = {
        "returned_by_request", "only_asked_changes", "frees_the_place", "facts_stand",
        "reopened_by_appeal", "deferred_by_row", "ends_released", "stands", "carried_out",
        "decided_once", *OF_EXPENDITURES,
    }  # fmt: skip
    return [f"{model._meta.label}:{t.name}" for t in model._meta.triggers if t.name in names]


def ignore(*triggers: str) -> AbstractContextManager[None]:
    """Without these triggers, at the end of the transaction too."""
    return ignoring(*triggers) if triggers else nullcontext()


def begin(model: type[models.Model], status: str) -> None:
    """Bring the row to the status, whatever the triggers say."""

    def brought() -> None:
        step(model, status)()
        if model is Expenditure:  # judged at the end of the transaction, with these triggers on
            judge_now()

    unguarded(
        *(f"{model._meta.label}:{t.name}" for t in model._meta.triggers if t.name in GUARDS),
        *_beside(model),
        step=brought,
    )()


@pytest.fixture(scope="module")
def one_of_each(module_db: None) -> None:
    build()
    # One row a table, so that what is unique allows every status.
    OutgoingEmail.objects.exclude(pk=OutgoingEmail.objects.first().pk).delete()
    waiting = Transfer.objects.filter(status="asked")
    unguarded("grants.Transfer:kept", step=waiting.delete)()
    # An engagement ends once its money is given back.
    Commitment.objects.filter(engagement__isnull=False).update(released_at=timezone.now())


def test_every_lifecycle_is_walked():
    assert {model._meta.object_name for model in LIFECYCLES} == {
        "Application", "Call", "Condition", "DataExport", "Deferral", "Endorsement", "Engagement",
        "Enrolment",
        "Erasure", "Expenditure", "Offer", "Onboarding", "OutgoingEmail", "OnlineEnrolment",
        "Promotion", "Recovery", "Review", "Transfer",
    }  # fmt: skip


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("model", LIFECYCLES, ids=lambda model: model.__name__)
def test_database_allows_the_moves_of_the_table_and_no_other(model: type[HasLifecycle]):
    statuses = [value for value, _label in model._meta.get_field("status").choices]
    (trigger,) = (t for t in model._meta.triggers if t.name == "status_moves")
    expected, answers = {}, {}
    for before, after in permutations(statuses, 2):
        is_allowed = (before, after) in model.MOVES
        expected[before, after] = None if is_allowed else trigger.get_pgid(model)
        with transaction.atomic():
            begin(model, before)
            move = step(model, after) if is_allowed else put(model, status=after)
            with ignore(*_beside(model)):
                answers[before, after] = who_refuses(move)
            transaction.set_rollback(True)
    assert answers == expected


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("model", LIFECYCLES, ids=lambda model: model.__name__)
def test_move_leaves_a_row_of_who_from_to_and_why(model: type[HasLifecycle]):
    by = UserFactory()
    # A deferral is carried out whole, or refused at the end: it has a suite of its own.
    before, after = min(m for m in model.MOVES if not {"granted", "deferred"} & set(m))
    begin(model, before)
    thing = model._base_manager.earliest("pk")
    thing.move(after, by=by, reason="Because", **facts_of(model, after))
    (row,) = thing.changes().filter(by=by)
    assert (row.before, row.after, row.reason) == (before, after, "Because")
    assert StatusChange.objects.filter(subject_type=model._meta.label_lower, by=by).count() == 1
