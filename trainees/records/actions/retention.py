"""Carrying out retention rules, some applications at a time; whoever is held back is passed over.

Each step is a transaction with a record of its own: a process that dies loses nothing, and two that
run at once never destroy, or count, the same twice.
"""

from collections.abc import Sequence
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.people.models import Applicant
from trainees.records.actions import destructions, erasures, retention_rules
from trainees.records.errors import HeldAlready, HoldLifted
from trainees.records.models import (
    DestroyedApplication,
    Destruction,
    DueData,
    RetentionHold,
    RetentionRule,
)
from trainees.records.models.due_data import DueDataQuerySet
from trainees.records.statuses import WHOLE, RetentionKind

# Applications in one transaction; people of whom nothing else is kept, each in a few dozen steps.
STEP = 200
STEP_OF_PEOPLE = 20


def rules_by_reach() -> list[RetentionRule]:
    """Rules in force: whole applications first, their parts after them, people last."""
    rules = RetentionRule.objects.in_force().order_by("program", "pk")
    return sorted(rules, key=_rank)


def _rank(rule: RetentionRule) -> int:
    if rule.kind == RetentionKind.PERSON:
        return 2
    return 0 if rule.kind in WHOLE else 1


def destroy_due(rule: RetentionRule) -> list[Destruction]:
    """Destroy what is due by the rule, step by step; nothing while its first run waits.

    Safe to run again, late, or beside itself.
    """
    if retention_rules.needs_agreement(rule, _free(rule).count()):
        return []
    made = []
    step = STEP_OF_PEOPLE if rule.kind == RetentionKind.PERSON else STEP
    while found := list(_free(rule).order_by("application").values_list("application")[:step]):
        destruction = _destroy(rule, [pk for (pk,) in found])
        if destruction is not None:
            made.append(destruction)
    return made


@transaction.atomic
def _destroy(rule: RetentionRule, found: Sequence[int]) -> Destruction | None:
    """Destroy those that are due still, now that nobody else can; None where none is left."""
    _hold(rule, found)
    due = sorted(_free(rule).filter(application__in=found).values_list("application", flat=True))
    if not due:
        return None
    kind = RetentionKind(rule.kind)
    passed_over = _due(rule).held().count()
    files = destructions.files_of(kind, due)
    destruction = Destruction.objects.create(rule=rule, passed_over_count=passed_over, files=files)
    DestroyedApplication.objects.bulk_create(
        DestroyedApplication(destruction=destruction, application_id=pk, kind=kind) for pk in due
    )
    count = destructions.destroy(kind, due)
    Destruction.objects.filter(pk=destruction.pk).update(
        application_count=len(due), row_count=count, file_count=len(files), ended_at=Now()
    )
    transaction.on_commit(partial(erasures.delete_files, destruction), robust=True)
    return destruction


def _due(rule: RetentionRule) -> DueDataQuerySet:
    return DueData.objects.filter(rule=rule).due(timezone.localdate())


def _free(rule: RetentionRule) -> DueDataQuerySet:
    return _due(rule).free()


def _hold(rule: RetentionRule, found: Sequence[int]) -> None:
    """Hold the programs, then the accounts that are to be closed, then the people."""
    people = Applicant.objects.filter(applications__in=found).order_by()
    theirs = Application.objects.filter(applicant__in=people.values("pk")).order_by()
    programs.lock_all(theirs.values_list("cohort__program", flat=True))
    if rule.kind == RetentionKind.PERSON:
        accounts = User.objects.select_for_update().order_by("pk")
        list(accounts.filter(pk__in=people.values("user")).values_list("pk"))
    # A hold locks the applicant too: it comes before the destruction or after it, not during.
    held = Applicant.objects.select_for_update(no_key=True).order_by("pk")
    list(held.filter(pk__in=people.values("pk")).values_list("pk"))


@transaction.atomic
def hold(applicant: Applicant, *, reason: str, by: User) -> RetentionHold:
    """Keep everything about a person beyond its time; refused while somebody holds it already."""
    try:
        with transaction.atomic():
            return RetentionHold.objects.create(applicant=applicant, reason=reason, made_by=by)
    except IntegrityError as error:
        raise HeldAlready(_("The first hold lasts until somebody lifts it.")) from error


@transaction.atomic
def lift(hold: RetentionHold, *, by: User) -> None:
    """Let the rules have their way again; refused a second time."""
    open_one = RetentionHold.objects.open().filter(pk=hold.pk)
    if not open_one.update(lifted_at=timezone.now(), lifted_by=by):
        raise HoldLifted(_("Somebody was faster."))
