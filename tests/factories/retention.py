"""Retention rules that are in force, and things that happened long ago."""

from datetime import UTC, date, datetime
from typing import Any

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.guards.models import StatusChange
from tests.databases import ignoring
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from trainees.applying.models import Application
from trainees.records.models import RetentionRule

LONG_AGO = datetime(2015, 3, 2, tzinfo=UTC)


def retention_rule(program: Program | None = None, kind: str = "paper", **facts: Any) -> Any:
    """A published rule: a month after the end of the program, or after the last sign-in."""
    event = "sign_in" if kind == "person" else "program_end"
    given = {"event": event, "period": 1, "unit": "months", "basis_en": "Law", "basis_ko": "법"}
    rule = RetentionRule.objects.create(
        program=program or ProgramFactory(), kind=kind, **given | facts
    )
    rule.published_at, rule.published_by = LONG_AGO, UserFactory()
    rule.save()
    return rule


def ended(*applications: Application) -> None:
    """Their programs, calls and last steps, and the last sign-ins of their people, long ago."""
    for application in applications:
        program = Program.objects.filter(cohorts=application.cohort_id)
        program.update(starts_on=date(2015, 1, 1), ends_on=date(2015, 3, 1))
        with ignoring("courses.Call:published_stands"):
            Call.objects.filter(pk=application.call_id).update(
                opens_at=datetime(2014, 1, 1, tzinfo=UTC), closes_at=LONG_AGO
            )
        User.objects.filter(pk=application.applicant.user_id).update(last_login=LONG_AGO)
        steps = StatusChange.objects.filter(
            subject_type="trainees.application", subject_id=application.pk
        )
        with ignoring("ivi_training.StatusChange:append_only"):
            steps.update(at=LONG_AGO)


def bring_into(program: Program, application: Application) -> None:
    """As if its cohort had been one of this program from the start."""
    with ignoring("courses.Cohort:of_its_program"):
        Cohort.objects.filter(pk=application.cohort_id).update(program=program)
