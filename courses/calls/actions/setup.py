"""What a call is set up as: read once by each process, and anew where a row of it was replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Func, TextField

from courses.calls.models import Call, CallRule, ConsentTerm, EndorsementRule, FormVersion
from courses.countries.models import CountryClassification

_SEEN = "SELECT id, call_setup_version(id, program_id) FROM courses_call "
# For a query of things that belong to a call, which then asks both at once; see `as_seen`.
VERSION = Func("call", "call__program", function="call_setup_version", output_field=TextField())


@dataclass(frozen=True, eq=False)
class Setup:
    """A call and what is set up around it. Requests share it: nobody changes anything in it."""

    call: Call  # with its program, vintage and streams, and its cohorts with their courses
    form: FormVersion | None  # the newest published one for applying
    terms: tuple[ConsentTerm, ...]  # the texts in force
    endorsements: tuple[EndorsementRule, ...]
    rules: tuple[CallRule, ...]
    groups: Mapping[tuple[int, str], str]  # by vintage and country, of every vintage in use

    @property
    def papers(self) -> set[str]:
        """The papers without which nothing is handed in, beside those that every call wants."""
        return {paper for rule in self.rules for paper in rule.papers}


def find(code: str) -> Setup | None:
    """The call with this code as it stands now; nothing where there is none."""
    found = _seen("WHERE code = %s", [code])
    return next(iter(found.values()), None)


def of(call_id: int) -> Setup:
    """The call as it stands now, in one query where nothing around it has changed."""
    return of_all([call_id])[call_id]


def of_all(call_ids: Iterable[int]) -> dict[int, Setup]:
    """The calls as they stand now, by key, in one query where nothing around them has changed."""
    return _seen("WHERE id = ANY(%s)", [list(set(call_ids))])


def _seen(where: str, parameters: list[Any]) -> dict[int, Setup]:
    with connection.cursor() as cursor:
        cursor.execute(_SEEN + where, parameters)
        return {pk: read_at_version(pk, version) for pk, version in cursor.fetchall()}


# Read on every page of an applicant and changed a few times a year; the version is part of the
# key, so what was changed is never shown as it was (ADR 26).
# Measured: saves 24 to 90 % of the CPU time of the pages of applying (2026-12, ADR 43). A key that
# was seen before stands for the same rows, for the database counts each change in the version.
@lru_cache(maxsize=64)
def read_at_version(pk: int, _version: str) -> Setup:
    """The call as a query found it that asked for its `VERSION` beside what it looked for."""
    related = Call.objects.select_related("program__vintage")
    call = related.prefetch_related("program__streams", "cohorts__course").get(pk=pk)
    form = FormVersion.objects.in_force(pk)
    rules = tuple(CallRule.objects.with_lists().filter(call=pk))
    vintages = {call.program.vintage_id, *(rule.list_used.pk for rule in rules)}
    rows = CountryClassification.objects.filter(vintage__in=vintages)
    return Setup(
        call=call,
        form=form,
        terms=tuple(ConsentTerm.objects.in_force().filter(program=call.program_id)),
        endorsements=tuple(EndorsementRule.objects.filter(call=pk)),
        rules=rules,
        groups={(row.vintage_id, str(row.country)): row.income_group for row in rows},
    )
