"""The demonstration: published numbers, invented people, brought there by the real actions."""

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Max, Sum
from django.utils import timezone
from pytest_django import Settings

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.programs.models import Program
from grants.awards.models import BudgetLine, Grant
from grants.ledger.reports import verification
from grants.settling.actions import settlements
from grants.spending.models import Expenditure
from ivi_training.accounts.models import User
from ivi_training.guards.models import StatusChange
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.courses import ProgramFactory
from tests.factories.settlements import amounts_shown
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.demonstration import accounts, loader
from trainees.demonstration.names import KOREA, LMIC, NAMES
from trainees.demonstration.papers import paper
from trainees.demonstration.people import InventedPerson, Inventor
from trainees.insight.reports import dashboard
from trainees.insight.reports.grant_pages import grant_page
from trainees.joining.models import Deferral, Enrolment, Offer
from trainees.joining.statuses import LIVE_ENROLMENTS
from trainees.office.reports import invariants
from trainees.places.models import Quota, QuotaVersion
from trainees.places.reports import programs
from trainees.screening.models import ReturnRequest
from trainees.selecting.models import Promotion

pytestmark = pytest.mark.django_db

# The cohort, enrolled of LMICs, from so many countries, and of Korea: as published.
ENROLLED = {"BDM-2022": (106, 24, 32), "GXP-2022": (230, 33, 42)}
# Mails that bring an offer otherwise than by the results.
IN_OTHER_WORDS = ["deferral_granted"]


@pytest.fixture
def in_development(settings: Settings) -> None:
    settings.DEBUG = True


@pytest.mark.usefixtures("in_development")
@pytest.mark.long
def test_demonstration_is_what_was_published(capsys: pytest.CaptureFixture[str]):
    """Loaded once, for it takes half a minute; every check only reads."""
    call_command("load_demonstration")
    for code, published in ENROLLED.items():
        check_enrolled(code, published)
    check_quota_versions()
    check_revision_was_needed()
    check_limits()
    check_money()
    check_reports()
    check_every_kind_of_end()
    check_places_changed_hands()
    check_open_call()
    check_mails_and_moves_are_of_their_time()
    check_accounts()
    assert list(invariants.differences()) == []
    check_it_is_loaded_once()
    assert "The demonstration is loaded." in capsys.readouterr().out


def enrolled() -> Any:
    return Enrolment.objects.filter(
        status__in=LIVE_ENROLMENTS, cohort__program__code="GBTC-2022"
    ).values_list("application__stream__code")


def check_enrolled(code: str, published: tuple[int, int, int]) -> None:
    here = enrolled().filter(cohort__code=code)
    streams = dict(here.annotate(n=Count("pk")))
    countries = dict(here.annotate(n=Count("application__country", distinct=True)))
    assert (streams["LMIC"], countries["LMIC"], streams["KOREA"]) == published


def check_quota_versions() -> None:
    versions = [
        (version.effective_on, {line.quota.name_en: line.ceiling for line in version.lines.all()})
        for version in QuotaVersion.objects.filter(program__code="GBTC-2022")
    ]
    numbers = [(day, c["Total"], c["LMIC"], c["Korea"]) for day, c in versions]
    assert numbers == [
        (date(2022, 2, 16), 450, 300, 150), (date(2022, 6, 22), 510, 370, 140),
    ]  # fmt: skip
    assert all(version.why for version in QuotaVersion.objects.all())


def check_revision_was_needed() -> None:
    """336 of the award's 300 for LMICs, 74 of 150 for Korea: shown apart, never blended."""
    assert dict(enrolled().annotate(n=Count("pk"))) == {"LMIC": 336, "KOREA": 74}
    program = Program.objects.get(code="GBTC-2022")
    shown = {p.quota.name_en: p for p in dashboard.build(program).quotas}
    assert (shown["LMIC"].counts.enrolled, shown["LMIC"].award) == (336, 300)
    assert (shown["Korea"].counts.enrolled, shown["Korea"].award) == (74, 150)
    assert programs.program_to_open() == program
    used = dict(Quota.objects.filter(program=program).values_list("name_en", "used"))
    assert (used["Total"], used["LMIC"], used["Korea"]) == (410, 336, 74)


def check_limits() -> None:
    """At most 40 of a country but Korea, at most 6 of an organisation, at least 150 women."""
    program = Program.objects.get(code="GBTC-2022")
    rows = Quota.objects.filter(program=program, rule__isnull=False)
    fullest = dict(rows.values_list("rule__fact").annotate(most=Max("used")))
    assert fullest["country"] <= 40
    assert fullest["organisation"] <= 6
    assert rows.filter(rule__fact="country", used__gt=0).count() == 33
    women = Quota.objects.for_list().get(program=program, name_en="Women")
    assert women.used >= women.floor == 150
    assert not women.is_reserving
    today = Quota.objects.for_list().get(program__code="DEMO", name_en="Women")
    assert (today.is_reserving, today.unmet) == (True, 20)


def check_money() -> None:
    grant = Grant.objects.get(program__code="GBTC-2022")
    assert grant.awarded == 4_300_000_000
    assert all(line.spent <= line.budgeted for line in BudgetLine.objects.all())
    assert (grant.tranches, grant.interest_earned) == (3_870_000_000, 6_401_010)
    closed = grant.periods.filter(closed_at__isnull=False).values_list("ends_on", flat=True)
    assert max(closed) == date(2022, 9, 30) < grant.periods.last().ends_on
    totals = grant.budget_versions.values_list("number", Sum("lines__amount")).order_by("number")
    assert list(totals) == [(1, 4_300_000_000), (2, 4_300_000_000)]
    assert not list(verification.findings(verification.chains()))
    statuses = set(Expenditure.objects.values_list("status", flat=True))
    assert statuses == {"draft", "submitted", "approved", "paid", "settled", "disallowed"}
    assert Expenditure.objects.filter(entries__kind="exchange").count() == 1
    by_people = Expenditure.objects.values_list("recorded_by__email", "approved_by__email")
    assert set(by_people) == {
        ("finance@example.org", "approver@example.org"), ("finance@example.org", None),
    }  # fmt: skip


def check_reports() -> None:
    """What stands on any report of the money is the same on all of them, to the won."""
    grant = Grant.objects.get(program__code="GBTC-2022")
    auditor = User.objects.get(email="auditor@example.org")
    client, today = as_user(auditor), timezone.localdate()
    for until in (date(2022, 9, 30), today):
        for language in settlements.LANGUAGES:
            page, paper, sheet = amounts_shown(client, grant, until, language)
            assert page == paper == sheet
    drawn, read = settlements.draw_up(grant, today), grant_page(grant.pk, is_protected=False)
    total = drawn.total
    assert (total.budgeted, total.spent, total.committed) == (
        read.total.budgeted, read.total.spent, read.total.committed,
    )  # fmt: skip
    assert (drawn.awarded, drawn.received, drawn.interest) == (
        grant.awarded, grant.tranches, grant.interest_earned,
    )  # fmt: skip
    assert drawn.still_to_return == grant.cash
    assert read.costs.ceiling == 9_555_556
    assert (read.costs.total.enrolled, read.costs.total.completed) == (410, 0)
    report = grant.settlement_reports.get()
    assert report.settlement == settlements.draw_up(grant, report.until)
    assert report.files.count() == 4
    assert grant.deadlines.exclude(done_at=None).count() == 1
    running = grant_page(Grant.objects.get(program__code="DEMO").pk, is_protected=False)
    assert running.burn_up.forecast
    assert 0 < running.total.spent < running.burn_up.forecast.at_end < running.total.budgeted


def check_every_kind_of_end() -> None:
    applications = Application.objects.filter(cohort__program__code="GBTC-2022")
    assert applications.count() >= 3 * 410
    assert set(applications.values_list("status", flat=True)) == {
        "draft", "withdrawn", "ineligible", "selected", "waitlisted", "not_selected",
    }  # fmt: skip
    assert set(Offer.objects.values_list("status", flat=True)) == {
        "accepted", "declined", "expired", "deferred",
    }  # fmt: skip
    assert set(Enrolment.objects.values_list("status", flat=True)) == {
        "confirmed", "withdrawn", "deferred",
    }  # fmt: skip


def check_places_changed_hands() -> None:
    """One of each course declined early, one came to the later course; three were promoted."""
    made = Promotion.objects.filter(status="offered").order_by("pk")
    assert list(made.values_list("cohort__code", "vacancy__place__release_reason")) == [
        ("BDM-2022", "declined"), ("BDM-2022", "deferred"), ("GXP-2022", "declined"),
    ]  # fmt: skip
    assert set(made.values_list("offer__enrolment__status", flat=True)) == {"confirmed"}
    (deferral,) = Deferral.objects.all()
    assert (deferral.status, deferral.to_cohort.code) == ("granted", "GXP-2022")
    here = Enrolment.objects.get(application=deferral.application, status="confirmed")
    assert (here.cohort.code, here.application.cohort.code) == ("GXP-2022", "BDM-2022")


def check_open_call() -> None:
    (call,) = [call for call in Call.objects.all() if call.is_open]
    assert call.is_demonstration
    assert call.closes_at - timezone.now() > timedelta(days=14)
    waiting = Application.objects.filter(call=call)
    assert {ApplicationStatus.DRAFT, "submitted", "returned", "eligible"} <= set(
        waiting.values_list("status", flat=True)
    )
    assert waiting.filter(submitted_at__isnull=False, stream=None).exists()
    asked = ReturnRequest.objects.filter(application__call=call)
    assert (asked.answered().count(), asked.open().count(), asked.overdue().count()) == (1, 2, 1)


def check_mails_and_moves_are_of_their_time() -> None:
    cohort = Cohort.objects.get(code="BDM-2022")
    offers = Offer.objects.filter(application__cohort=cohort)
    assert {offer.sent_at.year for offer in offers} == {2022}
    moved = StatusChange.objects.filter(
        subject_type="trainees.offer", subject_id__in=[offer.pk for offer in offers]
    )
    assert max(change.at for change in moved).date() < cohort.starts_on
    domains = {email.rpartition("@")[2] for email in User.objects.values_list("email", flat=True)}
    assert domains == {"example.org"}
    made = OutgoingEmail.objects.filter(kind="offer_made")
    told = made.count() + OutgoingEmail.objects.filter(kind__in=IN_OTHER_WORDS).count()
    assert told == Offer.objects.count()
    assert set(made.values_list("language", flat=True)) == {"en", "ko"}


def check_accounts() -> None:
    found = {user.email.partition("@")[0]: user for user in accounts.find()}
    assert set(found) == set(Role.values)
    for role, user in found.items():
        assert [group.name for group in user.groups.all()] == [role]
        assert user.check_password(accounts.PASSWORD)


def check_it_is_loaded_once() -> None:
    before = Application.objects.count()
    call_command("load_demonstration", if_empty=True)
    with pytest.raises(CommandError, match="holds a program already"):
        call_command("load_demonstration")
    assert Application.objects.count() == before


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("if_empty", [True, False])
def test_demonstration_is_refused_in_production(settings: Settings, *, if_empty: bool):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only with DEBUG"):
        call_command("load_demonstration", if_empty=if_empty)
    assert not User.objects.exists()


@pytest.mark.usefixtures("in_development")
def test_database_in_use_is_left_alone():
    ProgramFactory()
    assert loader.is_loaded()
    call_command("load_demonstration", if_empty=True)
    assert Program.objects.count() == 1


def test_accounts_are_printed_where_there_are_some(capsys: pytest.CaptureFixture[str]):
    call_command("demonstration_accounts")
    assert capsys.readouterr().out == ""
    accounts.make()
    accounts.make()
    call_command("demonstration_accounts")
    told = capsys.readouterr().out
    assert accounts.PASSWORD in told
    assert all(f"{role}@example.org" in told for role in Role)


# --- invented people ----------------------------------------------------------------------------


def facts(person: InventedPerson) -> dict[str, Any]:
    applicant = person.applicant
    who = {name: str(getattr(applicant, name)) for name in ("full_name", "gender", "birth_date")}
    return who | {"email": applicant.user.email} | person.answers


def invent(seed: int) -> list[dict[str, Any]]:
    inventor = Inventor(seed)
    people = [facts(inventor.person(country)) for country in [*LMIC[:4], KOREA] * 3]
    User.objects.all().delete()
    return people


def test_same_seed_invents_the_same_people():
    first = invent(2022)
    assert invent(2022) == first
    assert invent(2023) != first


def test_names_keep_their_marks_and_are_one_letter_or_more():
    letters = "".join(
        name for names in NAMES.values() for name in [*names.women, *names.men, *names.families]
    )
    assert {"ễ", "ñ", "김"} <= set(letters)
    assert all(names.women and names.men and names.cities for names in NAMES.values())


@pytest.mark.parametrize(("people", "countries"), [(106, 24), (230, 33), (24, 24)])
def test_people_are_spread_over_countries_without_a_gap(people: int, countries: int):
    shares = loader._spread(people, LMIC[:countries])
    assert (sum(shares.values()), len(shares), min(shares.values()) >= 1) == (
        people, countries, True,
    )  # fmt: skip


def test_paper_is_a_pdf_that_says_what_it_stands_for():
    made = paper("CV of Nguyễn (Hà)").read()
    assert made.startswith(b"%PDF-1.4")
    assert b"CV of Nguy?n [H?] - demonstration" in made


def test_loading_tells_each_part_and_how_many_there_are(monkeypatch: pytest.MonkeyPatch):
    """The parts themselves are lived through above; here they do nothing."""
    told: list[str] = []
    for module, name in (
        (loader.accounts, "make"),
        (loader, "Story"),
        (loader.classifications, "load"),
        (loader.program_setup, "real_program"),
        (loader, "_ask"),
        (loader, "_course"),
        (loader, "_revise"),
        (loader, "_bring_and_pay"),
        (loader, "_run_today"),
        (loader, "refresh_statistics"),
        (loader, "Grant"),
    ):
        monkeypatch.setattr(module, name, mock.MagicMock())
    loader.load(told.append)
    numbers = [line.split(":")[0] for line in told]
    assert numbers == [f"demonstration {n} of {loader.PARTS}" for n in range(1, loader.PARTS + 1)]
