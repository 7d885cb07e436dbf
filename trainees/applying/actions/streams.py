"""The stream follows from the program's rules and a person's countries, with its inputs kept."""

from typing import Any

from courses.calls.actions import setup as setups
from courses.calls.actions.setup import Setup
from courses.countries.statuses import IncomeGroup
from courses.programs.models import Program, Stream
from trainees.applying.models import Application
from trainees.people.models import Applicant


def derive(application: Application, setup: Setup | None = None) -> None:
    """Set stream, country, income group and gender on the application, with what they follow from.

    Where no rule fits, or a country is not classified, the stream stays empty for a person.
    """
    setup = setup or setups.of(application.call_id)
    applicant, program = application.applicant, setup.call.program
    groups = _groups(setup, applicant, application)
    nationality = str(applicant.nationality)
    application.country = nationality
    application.income_group = groups.get(nationality, "")
    application.gender = applicant.gender
    stream, inputs = None, _inputs(program, applicant, application, groups)
    for candidate in program.streams.all():
        if _belongs(candidate, applicant, application, groups):
            stream = candidate
            break
    application.stream = stream
    application.stream_inputs = inputs | {"stream": stream.code if stream else None}


def _groups(setup: Setup, applicant: Applicant, application: Application) -> dict[str, str]:
    """The income groups of the countries in play, in the vintage the program pins."""
    vintage = setup.call.program.vintage_id
    countries = [
        str(applicant.nationality),
        str(applicant.second_nationality),
        str(application.employer_country),
    ]
    return {c: setup.groups[vintage, c] for c in countries if (vintage, c) in setup.groups}


def _belongs(
    stream: Stream, applicant: Applicant, application: Application, groups: dict[str, str]
) -> bool:
    nationalities = [str(applicant.nationality), str(applicant.second_nationality)]
    by_nationality = any(
        stream.holds(country, groups.get(country, "")) for country in nationalities if country
    )
    employer = str(application.employer_country)
    by_employer = stream.holds(employer, groups.get(employer, ""))
    if stream.match == Stream.Match.ANY:
        return by_nationality or by_employer
    return by_nationality and by_employer


def _inputs(
    program: Program, applicant: Applicant, application: Application, groups: dict[str, str]
) -> dict[str, Any]:
    def group(country: str) -> str:
        return groups.get(country, IncomeGroup.NOT_CLASSIFIED if country else "")

    return {
        "vintage": program.vintage.code,
        "nationality": [str(applicant.nationality), group(str(applicant.nationality))],
        "second_nationality": [
            str(applicant.second_nationality),
            group(str(applicant.second_nationality)),
        ],
        "residence": str(applicant.residence),
        "employer_country": [
            str(application.employer_country),
            group(str(application.employer_country)),
        ],
    }
