"""What an administrator would set up: the real program's published facts, the rest marked.

Published: names, dates of the award and of the courses, the award, both quota versions. Not
published, so demonstration values: call dates, seat limits, limits for each country and each
organisation, the share reserved for women, budget lines, support packages.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.cohorts.statuses import Modality
from courses.countries.models import ClassificationVintage
from courses.programs.models import Course, Program, Stream
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from ivi_training.accounts.models import User
from ivi_training.pages.clocks import SEOUL
from trainees.demonstration import grant_accounts, limits, support
from trainees.places.actions import quotas
from trainees.places.models import Quota

PUBLISHED: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parent / "fixtures" / "program_2022.json").read_text("utf-8")
)
MILLION = 1_000_000
# Demonstration values: code, category and sub-category in both languages, million KRW.
LINES = [
    ("110-01", "Personnel", "인건비", "Program staff", "사업인력 인건비", 480),
    ("210-01", "Travel", "여비", "Airfare of trainees", "연수생 항공료", 1_150),
    ("210-02", "Travel", "여비", "Accommodation", "숙박비", 1_050),
    ("210-03", "Travel", "여비", "Per diem", "일비·식비", 390),
    ("220-01", "Operating", "운영비", "Lecturers' fees", "강사료", 420),
    ("220-02", "Operating", "운영비", "Materials and rent", "교재·임차료", 350),
    ("220-03", "Operating", "운영비", "Insurance and visa", "보험료·비자", 60),
    ("320-01", "Outsourcing", "일반용역비", "Onsite consultation", "현장 컨설팅", 400),
]
COURSES = {
    "BDM-2022": ("BDM", "바이오의약품 개발 및 제조 입문 과정", 140),
    "GXP-2022": ("GXP", "표준 실무(GxP) 입문 과정", 280),
}
WHO_EN = (
    "Professionals in the development, manufacture, quality control or regulation of biologics and "
    "vaccines, employed by a company, a public body, a regulator or a university.\n\n"
    "LMIC stream: a national of a low- or middle-income country, employed there. Income groups are "
    "those of the World Bank for its fiscal year 2022.\n\n"
    "Korea stream: a Korean national, or employed in Korea.\n\n"
    "English at intermediate level or above; usually not more than six years of experience."
)
WHO_KO = (
    "바이오의약품·백신의 개발, 제조, 품질관리 또는 허가 분야에 종사하며 기업, 공공기관, 규제기관 또는 대학에 "
    "소속된 사람.\n\n중·저소득국 구분: 중·저소득국 국적자로서 해당국 기관에 재직 중인 사람. 소득그룹은 "
    "세계은행 2022 회계연도 기준입니다.\n\n국내 구분: 한국 국적자 또는 한국 기관 재직자.\n\n"
    "영어 중급 이상, 경력 6년 이하 우대."
)
NEEDED_EN = (
    "Your name as in your passport, your employer and position, your education, a statement of at "
    "most 450 words on how you will use what you learn, and a curriculum vitae (PDF, JPEG or PNG, "
    "at most 10 MB). A letter of your employer helps. No passport number is asked."
)
NEEDED_KO = (
    "여권상 성명, 소속기관과 직위, 학력, 교육 내용을 어떻게 활용할지에 대한 450단어 이내의 지원동기, 이력서"
    "(PDF, JPEG, PNG, 10MB 이하). 소속기관 추천서가 있으면 도움이 됩니다. 여권번호는 받지 않습니다."
)


@dataclass(frozen=True)
class Setting:
    """The program as set up, with its cohorts and calls by code."""

    program: Program
    cohorts: dict[str, Cohort]
    calls: dict[str, Call]


def real_program(admin: User) -> Setting:
    """The 2022 program under the award's quotas, with its grant; its calls not yet published."""
    published = PUBLISHED["program"]
    program = Program.objects.create(
        code="GBTC-2022",
        name_en=published["name"],
        name_ko="2022 글로벌 바이오 집중 교육과정",
        operator_en=published["operator"],
        operator_ko="국제백신연구소(IVI)",
        funder_en=published["funder"],
        funder_ko="보건복지부",
        announced_on=published["announced_on"],
        starts_on=date(2022, 2, 16),
        ends_on=date(2022, 12, 31),
        vintage=ClassificationVintage.objects.get(code=published["income_group_vintage"]),
        summary_en="Two courses in Korea for people from LMICs and from Korea.",
        summary_ko="중·저소득국과 국내 인력을 위한 두 개의 국내 교육과정.",
    )
    program.refresh_from_db()
    award = PUBLISHED["quota_versions"][0]
    _streams_and_quotas(program, award, by=admin)
    demonstrated = limits.DemonstrationQuotas(
        countries=40, organisations=6, women=150, until=date(2022, 9, 30)
    )
    limits.add(program, award, demonstrated, by=admin)
    _grant(program, PUBLISHED["grant"]["amount_krw"], by=admin)
    cohorts = {c["code"]: _cohort(program, c, by=admin) for c in PUBLISHED["cohorts"]}
    # A demonstration value: the dates of the open online course.
    _open_online(program, date(2022, 6, 1), date(2022, 12, 16))
    windows = {"BDM-2022": ((2022, 4, 4), (2022, 5, 16)), "GXP-2022": ((2022, 7, 25), (2022, 9, 5))}
    return Setting(
        program,
        cohorts,
        {
            code: _call(cohort, _at(*windows[code][0]), _at(*windows[code][1]))
            for code, cohort in cohorts.items()
        },
    )


def open_program(admin: User, today: date) -> Setting:
    """A program of today with one open call, so that a visitor can apply; all of it invented."""
    program = Program.objects.create(
        code="DEMO",
        name_en="Demonstration program",
        name_ko="시연용 사업",
        operator_en="International Vaccine Institute (IVI)",
        operator_ko="국제백신연구소(IVI)",
        funder_en="Demonstration funder",
        funder_ko="시연용 지원기관",
        announced_on=today - timedelta(days=60),
        starts_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=365),
        vintage=ClassificationVintage.objects.get(code="FY22"),
        summary_en="For trying the product.",
        summary_ko="제품 시연용입니다.",
    )
    numbers = {"total": 60, "lmic": 40, "korea": 20}
    _streams_and_quotas(program, numbers, by=admin)
    demonstrated = limits.DemonstrationQuotas(
        countries=10, organisations=3, women=20, until=today + timedelta(days=90)
    )
    limits.add(program, numbers, demonstrated, by=admin)
    _grant(program, 600 * MILLION, by=admin)
    cohort = _cohort(
        program,
        {
            "code": "DEMO-A",
            "title": "Introductory Course (demonstration)",
            "starts_on": today + timedelta(days=150),
            "ends_on": today + timedelta(days=161),
            "modality": "in_person",
        },
        by=admin,
    )
    _open_online(program, today + timedelta(days=30), today + timedelta(days=300))
    start = datetime.combine(today, datetime.min.time(), SEOUL).replace(hour=9)
    call = _call(cohort, start - timedelta(days=14), start.replace(hour=18) + timedelta(days=28))
    return Setting(program, {cohort.code: cohort}, {cohort.code: call})


def _at(year: int, month: int, day: int, hour: int = 18) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SEOUL)


def _streams_and_quotas(program: Program, numbers: dict[str, Any], *, by: User) -> None:
    korea = Stream.objects.create(
        program=program,
        code="KOREA",
        name_en="Korea",
        name_ko="국내",
        position=1,
        match=Stream.Match.ANY,
        countries=["KR"],
    )
    lmic = Stream.objects.create(
        program=program,
        code="LMIC",
        name_en="LMIC",
        name_ko="중·저소득국",
        position=2,
        match=Stream.Match.ALL,
        income_groups=["L", "LM", "UM"],
    )
    for name_en, name_ko, ceiling, stream in [
        ("Total", "전체", numbers["total"], None),
        ("LMIC", "중·저소득국", numbers["lmic"], lmic),
        ("Korea", "국내", numbers["korea"], korea),
    ]:
        quota = Quota.objects.create(
            program=program, name_en=name_en, name_ko=name_ko, ceiling=ceiling, stream=stream
        )
        quotas.record_new(quota, by=by)


def _grant(program: Program, amount: int, *, by: User) -> None:
    grant = Grant.objects.create(
        program=program,
        code=f"{program.code}-01",
        title=f"{program.name_en}: grant",
        funder=program.funder_en,
        starts_on=program.starts_on,
        ends_on=program.ends_on,
    )
    budget_lines.award(grant, amount, by=by)
    whole = sum(line[-1] for line in LINES)
    lines = {}
    for code, category_en, category_ko, name_en, name_ko, part in LINES:
        line = BudgetLine.objects.create(
            grant=grant,
            code=code,
            category=budget_lines.category(grant, category_en, category_ko),
            name_en=name_en,
            name_ko=name_ko,
        )
        budget_lines.set_budget(line, amount * part // whole, by=by)
        lines[code] = line
    grant_accounts.begin(grant, by=by)
    support.add(grant, lines)


def _cohort(program: Program, facts: dict[str, Any], *, by: User) -> Cohort:
    course_code, title_ko, seats = COURSES.get(facts["code"], ("BDM", "입문 과정 (시연)", 60))
    title_en = facts["title"]
    course, _made = Course.objects.get_or_create(
        code=course_code, defaults={"title_en": title_en, "title_ko": title_ko}
    )
    cohort = Cohort.objects.create(
        program=program,
        course=course,
        code=facts["code"],
        title_en=title_en,
        title_ko=title_ko,
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
        modality=facts["modality"],
    )
    cohort.refresh_from_db()
    quotas.set_seat_limit(cohort, seats, by=by)
    return cohort


def _open_online(program: Program, starts_on: date, ends_on: date) -> None:
    """The open online cohort beside the courses: no quota, no seat limit, no call."""
    course, _made = Course.objects.get_or_create(
        code="ONLINE",
        defaults={"title_en": "Open Online Course", "title_ko": "공개 온라인 과정"},
    )
    Cohort.objects.create(
        program=program,
        course=course,
        code=f"{program.code}-ONLINE"[:20],
        title_en="Open Online Course (demonstration)",
        title_ko="공개 온라인 과정 (시연)",
        starts_on=starts_on,
        ends_on=ends_on,
        modality=Modality.ONLINE,
        is_open=True,
    )


def _call(cohort: Cohort, opens_at: datetime, closes_at: datetime) -> Call:
    call = Call.objects.create(
        program=cohort.program,
        code=cohort.code,
        title_en=cohort.title_en,
        title_ko=f"{cohort.title_ko} 참가자 모집",
        opens_at=opens_at,
        closes_at=closes_at,
        summary_en="In-person training in Korea, funded by the program.",
        summary_ko="사업비로 지원되는 국내 집합 교육입니다.",
        who_may_apply_en=WHO_EN,
        who_may_apply_ko=WHO_KO,
        what_is_needed_en=NEEDED_EN,
        what_is_needed_ko=NEEDED_KO,
        is_demonstration=True,
    )
    call.cohorts.add(cohort)
    return call
