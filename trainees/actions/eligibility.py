"""Eligibility checks: each rule says met, not met or for a person; none of them refuses anybody."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.models import CountryClassification, Program, Stream
from courses.statuses import Education, IncomeGroup
from trainees.models import Application, Document, EligibilityResult
from trainees.models.eligibility import EligibilityRule, Finding

REQUIRED_PAPERS = (Document.Kind.CV,)
DEGREES = list(Education)  # the lowest first


@dataclass(frozen=True)
class Said:
    """What one rule says, and from which facts."""

    rule: EligibilityRule
    finding: Finding
    inputs: dict[str, Any]


@transaction.atomic
def check(applications: Sequence[Application]) -> None:
    """Check each rule for each application and keep what it says beside earlier results.

    The number of statements does not grow with the number of applications.
    """
    ids = [application.pk for application in applications]
    # Two checks of one application at a time take two numbers.
    rows = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    related = rows.select_related("applicant", "call", "cohort__program__vintage", "stream")
    found = list(related.order_by("pk"))
    facts = _Facts(found)
    EligibilityResult.objects.bulk_create(
        EligibilityResult(
            application=application,
            number=facts.numbers.get(application.pk, 0) + 1,
            rule=said.rule,
            finding=said.finding,
            inputs=said.inputs,
        )
        for application in found
        for said in _say(application, facts)
    )


class _Facts:
    """What the rules look at beside the application itself, read for all of them at once."""

    def __init__(self, applications: Sequence[Application]) -> None:
        ids = [application.pk for application in applications]
        numbers = EligibilityResult.objects.filter(application__in=ids).values("application")
        self.numbers = dict(numbers.annotate(last=Max("number")).values_list("application", "last"))
        self.papers: defaultdict[int, set[str]] = defaultdict(set)
        for pk, kind in Document.objects.filter(application__in=ids).values_list(
            "application", "kind"
        ):
            self.papers[pk].add(kind)
        programs = {a.cohort.program_id: a.cohort.program for a in applications}
        self.groups = {
            (row.vintage_id, str(row.country)): row.income_group
            for row in CountryClassification.objects.filter(
                vintage__in={program.vintage_id for program in programs.values()},
                country__in={country for a in applications for country in _countries(a)},
            )
        }
        self.named = _named(programs)
        self.namesakes = _namesakes(applications)


def _named(programs: dict[int, Program]) -> dict[int, set[str]]:
    """The countries that a stream of each program names, whatever their income group."""
    named: dict[int, set[str]] = {pk: set() for pk in programs}
    for stream in Stream.objects.filter(program__in=programs):
        named[stream.program_id].update(stream.countries)
    return named


def _namesakes(applications: Sequence[Application]) -> dict[tuple[Any, ...], dict[int, str]]:
    """Live applications by name and birth date, of the people who share a birth date."""
    days = {a.applicant.birth_date for a in applications if a.applicant.birth_date}
    others = Application.objects.live().received().filter(applicant__birth_date__in=days)
    found: defaultdict[tuple[Any, ...], dict[int, str]] = defaultdict(dict)
    for other in others.select_related("applicant", "call").order_by("pk"):
        found[_same(other)][other.pk] = str(other)
    return found


def _same(application: Application) -> tuple[Any, ...]:
    """What two applications of one person to one program have in common, under any account."""
    person = application.applicant
    name = " ".join(person.full_name.casefold().split())
    return (application.call.program_id, name, person.birth_date)


def _countries(application: Application) -> list[str]:
    """The countries by which an application is judged."""
    applicant = application.applicant
    both = [str(applicant.nationality), str(applicant.second_nationality or "")]
    return [country for country in [*both, str(application.employer_country)] if country]


def _say(application: Application, facts: _Facts) -> list[Said]:
    """What every rule that applies says, in the order in which it is read."""
    said = [
        _stream(application),
        _country(application, facts),
        _experience(application),
        _education(application),
        _papers(application, facts),
        _person(application, facts),
    ]
    return [one for one in said if one is not None]


def _stream(application: Application) -> Said:
    stream = application.stream
    finding = Finding.PERSON if stream is None else Finding.PASS
    return Said(EligibilityRule.STREAM, finding, {"stream": stream.code if stream else None})


def _country(application: Application, facts: _Facts) -> Said:
    """Not classified and not listed are not "not eligible": a person looks at them."""
    program = application.cohort.program
    named = facts.named[program.pk]
    groups = {
        country: facts.groups.get((program.vintage_id, country), "")
        for country in _countries(application)
    }
    unknown = [
        country
        for country, group in groups.items()
        if country not in named and group in ("", IncomeGroup.NOT_CLASSIFIED)
    ]
    finding = Finding.PERSON if unknown else Finding.PASS
    inputs = {"vintage": program.vintage.code, "groups": groups, "unclassified": unknown}
    return Said(EligibilityRule.COUNTRY, finding, inputs)


def _experience(application: Application) -> Said | None:
    asked, years = application.call.min_experience, application.years_of_experience
    if asked is None:
        return None
    finding = Finding.PERSON if years is None else _met(is_met=years >= asked)
    return Said(EligibilityRule.EXPERIENCE, finding, {"asked": asked, "years": years})


def _education(application: Application) -> Said | None:
    asked, degree = application.call.min_education, application.education
    if not asked:
        return None
    is_met = DEGREES.index(Education(degree)) >= DEGREES.index(Education(asked))
    return Said(EligibilityRule.EDUCATION, _met(is_met=is_met), {"asked": asked, "degree": degree})


def _papers(application: Application, facts: _Facts) -> Said:
    given = facts.papers[application.pk]
    missing = [str(kind) for kind in REQUIRED_PAPERS if kind not in given]
    inputs = {"given": sorted(given), "missing": missing}
    return Said(EligibilityRule.PAPERS, _met(is_met=not missing), inputs)


def _person(application: Application, facts: _Facts) -> Said:
    same = facts.namesakes.get(_same(application), {})
    others = [reference for pk, reference in same.items() if pk != application.pk]
    finding = Finding.PERSON if others else Finding.PASS
    return Said(EligibilityRule.PERSON, finding, {"others": others})


def _met(*, is_met: bool) -> Finding:
    return Finding.PASS if is_met else Finding.FAIL
