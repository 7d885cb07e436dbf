"""Programs with their streams, calls and cohorts."""

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone

from courses.calls.actions import calls, consents
from courses.calls.models import Call, CallRule, ConsentTerm
from courses.cohorts.models import Cohort
from courses.countries.models import ClassificationVintage, CountryClassification
from courses.programs.models import Course, Program, Stream
from tests.databases import ignoring
from tests.factories.accounts import UserFactory

GROUPS = {"KR": "H", "JP": "H", "VN": "LM", "KE": "LM", "UG": "L", "BR": "UM", "VE": "NC"}


class VintageFactory(factory.django.DjangoModelFactory[ClassificationVintage]):
    class Meta:
        model = ClassificationVintage
        skip_postgeneration_save = True
        django_get_or_create = ("code",)

    code = "FY22"
    valid_from = date(2021, 7, 1)
    source = "World Bank, CC BY 4.0"

    @factory.post_generation
    def rows(
        self: ClassificationVintage,
        _create: bool,  # noqa: FBT001
        given: dict[str, str] | None,
    ) -> None:
        if self.is_published:
            return
        CountryClassification.objects.bulk_create(
            CountryClassification(vintage=self, country=country, income_group=group)
            for country, group in (given or GROUPS).items()
        )
        self.published_at = timezone.now()
        self.save(update_fields=["published_at"])


class ProgramFactory(factory.django.DjangoModelFactory[Program]):
    class Meta:
        model = Program
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"PROGRAM-{n}")
    name_en = "Bio-Intensive Training"
    operator_en = "International Vaccine Institute"
    funder_en = "Ministry of Health and Welfare"
    announced_on = date(2022, 2, 16)
    starts_on = date(2022, 2, 16)
    ends_on = date(2030, 12, 31)
    vintage = factory.SubFactory(VintageFactory)
    signatures = 0

    @factory.post_generation
    def streams(self: Program, _create: bool, _given: None) -> None:  # noqa: FBT001
        Stream.objects.create(
            program=self,
            code="KOREA",
            name_en="Korea",
            name_ko="한국",
            position=1,
            match=Stream.Match.ANY,
            countries=["KR"],
        )
        Stream.objects.create(
            program=self,
            code="LMIC",
            name_en="LMIC",
            name_ko="중저소득국",
            position=2,
            match=Stream.Match.ALL,
            income_groups=["L", "LM", "UM"],
        )

    @factory.post_generation
    def consent(self: Program, _create: bool, asked: bool | None) -> None:  # noqa: FBT001
        if asked is not False:
            consent_of(self)


def consent_of(program: Program, kind: str = "collection", **facts: Any) -> ConsentTerm:
    """A published text: what a program asks people to agree to."""
    ready = next(one for one in consents.templates() if one["kind"] == kind)
    published = {"published_at": timezone.now(), "published_by": UserFactory()}
    return ConsentTerm.objects.create(program=program, **ready | published | facts)


class CourseFactory(factory.django.DjangoModelFactory[Course]):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"COURSE-{n}")
    title_en = "Biologics development and manufacturing"
    title_ko = "바이오의약품 개발 및 제조"


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    program = factory.SubFactory(ProgramFactory)
    course = factory.SubFactory(CourseFactory)
    code = factory.Sequence(lambda n: f"COHORT-{n}")
    title_en = "Introductory course"
    title_ko = "입문 과정"
    starts_on = date(2030, 7, 18)
    ends_on = date(2030, 7, 29)


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """A draft call; `open_call` gives one that takes applications."""

    class Meta:
        model = Call

    program = factory.SubFactory(ProgramFactory)
    code = factory.Sequence(lambda n: f"CALL-{n}")
    title_en = "Call for applications"
    title_ko = "참가자 모집"
    summary_en = "Two weeks in Seoul."
    who_may_apply_en = "Professionals."
    what_is_needed_en = "A curriculum vitae."
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


def open_call(cohort: Cohort | None = None, **facts: Any) -> Call:
    cohort = cohort or CohortFactory()
    call = CallFactory(program=cohort.program, **facts)
    call.cohorts.add(cohort)
    calls.publish(call, by=UserFactory())
    return call


def close(call: Call) -> None:
    """As if its time had run out: nobody can bring a deadline forward."""
    with ignoring("courses.Call:published_stands"):
        Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def rule_of(call: Call, kind: str, **facts: Any) -> CallRule:
    """One more rule of a call."""
    return CallRule.objects.create(call=call, kind=kind, position=call.rules.count() + 1, **facts)
