"""Inventing applicants: names, ages, employers and answers, the same ones for the same seed."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django_countries import countries

from courses.calls.statuses import Education, EnglishLevel
from courses.organisations.statuses import OrganisationKind
from ivi_training.accounts.models import User
from trainees.demonstration.names import KOREA, NAMES, Names
from trainees.people.models import Applicant
from trainees.people.statuses import Gender

_EMPLOYERS = {
    OrganisationKind.COMPANY: ["{city} Biologics", "{city} Vaccines Ltd", "{city} Pharma"],
    OrganisationKind.GOVERNMENT: [
        "Ministry of Health of {country}",
        "National Vaccine Centre, {city}",
    ],
    OrganisationKind.REGULATOR: ["Medicines Authority of {country}"],
    OrganisationKind.ACADEMIA: ["University of {city}", "{city} Institute of Technology"],
}
_EMPLOYERS_KO = {
    OrganisationKind.COMPANY: ["{city}바이오(주)", "{city}백신(주)"],
    OrganisationKind.GOVERNMENT: ["{city}바이오산업진흥원"],
    OrganisationKind.REGULATOR: ["{city}의약품안전센터"],
    OrganisationKind.ACADEMIA: ["{city}대학교", "{city}과학기술원"],
}
_JOBS = [
    "Process engineer",
    "Quality assurance officer",
    "Quality control analyst",
    "Production supervisor",
    "Research scientist",
    "Regulatory affairs specialist",
    "Upstream technician",
    "Inspector",
]
_ROLES = ["technician", "engineer", "scientist", "quality", "regulatory", "manager", "other"]
_AGREED = ("time_release", "code_of_conduct", "harassment_policy")
_JOBS_KO = [
    "공정개발 연구원",
    "품질보증 담당",
    "품질관리 분석원",
    "생산관리 대리",
    "박사과정 연구원",
]
_FIELDS = ["Biotechnology", "Pharmacy", "Biochemistry", "Microbiology", "Chemical engineering"]
_STATEMENTS = [
    "At {employer} I am responsible for the first pilot line of our site. I will set up aseptic "
    "simulation and train the six colleagues of my shift within three months of my return.",
    "We prepare the dossier of our first vaccine for prequalification. What I learn about process "
    "validation and data integrity goes straight into the plan that {employer} has approved.",
    "Our laboratory releases every lot that is given to children in my country. I will rewrite two "
    "of our procedures and teach them to the regional laboratories that {employer} supervises.",
]
_STATEMENT_KO = (
    "{employer}에서 배양 공정을 담당하고 있습니다. 교육에서 배운 내용을 현장 표준작업지침서에 반영하고, "
    "동료들에게 전달 교육을 하겠습니다."
)


@dataclass(frozen=True)
class InventedPerson:
    """An invented applicant with the answers they give."""

    applicant: Applicant
    answers: dict[str, Any]


class Inventor:
    """Makes people one after the other; the same seed makes the same people."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented events, not secrets
        # Apart, so that who is invented does not depend on what is asked.
        self.answering = random.Random(seed)  # noqa: S311 - invented people, not secrets
        self.count = 0
        self.password = make_password(None)

    def person(self, country: str) -> InventedPerson:
        """Invent one more person of a country, with an account that nobody can sign in to."""
        self.count += 1
        names, is_korean = NAMES[country], country == KOREA
        gender = self.random.choices(
            [Gender.FEMALE, Gender.MALE, Gender.UNDISCLOSED], weights=[46, 52, 2]
        )[0]
        given = self.random.choice(names.men if gender == Gender.MALE else names.women)
        family = self.random.choice(names.families)
        user = User.objects.create(
            email=f"demo{self.count:05d}@example.org",
            password=self.password,
            language="ko" if is_korean else "en",
        )
        applicant = Applicant(
            user=user,
            given_names=given,
            family_name=family,
            gender=gender,
            birth_date=date(self.random.randint(1976, 1998), self.random.randint(1, 12), 15),
            nationality=country,
            residence=country,
        )
        return InventedPerson(applicant, self._answers(country, names, is_korean=is_korean))

    def answers(self) -> dict[str, Any]:
        """Answers to the questions of the calls of 2022, by key."""
        role = self.answering.choice(_ROLES)
        payer = self.answering.choices(["program", "employer", "third_party"], weights=[6, 3, 1])[0]
        facts: dict[str, Any] = {"role": role, "biomanufacturing": "yes", "travel_payer": payer}
        if role == "other":
            facts["role_other"] = "Trainer of production staff"
        if payer == "third_party":
            facts["travel_payer_name"] = "A regional foundation (demonstration)"
        return facts | dict.fromkeys(_AGREED, True)

    def _answers(self, country: str, names: Names, *, is_korean: bool) -> dict[str, Any]:
        kind = self.random.choices(list(_EMPLOYERS), weights=[6, 2, 1, 2])[0]
        pattern = self.random.choice((_EMPLOYERS_KO if is_korean else _EMPLOYERS)[kind])
        employer = pattern.format(
            city=self.random.choice(names.cities), country=countries.name(country)
        )
        statement = _STATEMENT_KO if is_korean else self.random.choice(_STATEMENTS)
        return {
            "employer_name": employer,
            "employer_country": country,
            "employer_kind": kind,
            "job_title": self.random.choice(_JOBS_KO if is_korean else _JOBS),
            "years_of_experience": self.random.choice([1, 2, 2, 3, 3, 4, 5, 6]),
            "education": self.random.choices(
                [Education.BACHELOR, Education.MASTER, Education.DOCTORATE], weights=[4, 5, 1]
            )[0],
            "field_of_study": self.random.choice(_FIELDS),
            "english": self.random.choice([EnglishLevel.INTERMEDIATE, EnglishLevel.ADVANCED]),
            "statement": statement.format(employer=employer),
        }
