"""Every page as each role meets it: no complaint of the browser, no barrier, nothing cut off."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker, Settings

from courses.calls.models import Call, ConsentTerm, EndorsementRule, FormVersion
from courses.calls.statuses import WITH_CHOICES, QuestionKind
from courses.cohorts.models import Cohort
from courses.countries.actions import vintages
from courses.countries.actions.vintages import VintageFile
from courses.organisations.models import Organisation
from courses.programs.models import Program
from grants.awards.models import BudgetLine
from grants.commitments.models import Engagement, SupportPackage
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures
from grants.spending.models import Expenditure
from ivi_training.accounts.models import Erasure, User
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import emptying
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.budgets import asked_of
from tests.factories.courses import open_call
from tests.factories.forms import draft_form
from tests.factories.grants import recorded
from tests.factories.ledger import closed_and_open_periods, deadline_of, settled
from tests.factories.money import exchange_rate
from tests.factories.onboardings import asked as asked_before_coming
from tests.factories.onboardings import sent_in as sent_in_before_coming
from tests.factories.payers import owed
from tests.factories.reviews import assigned, frozen_ranking, stored_run, submitted_review
from tests.factories.trainees import (
    ApplicantFactory,
    condition,
    correction,
    deferral,
    draft,
    later_cohort,
    made_copy,
    offered,
    proposed,
    submitted,
)
from tests.journeys import barriers
from tests.journeys.complaints import listen
from tests.journeys.conftest import session_of
from tests.journeys.crawler import crawl
from tests.repository.test_permissions import LISTS, PAGES
from trainees.applying.models import Application, Endorsement
from trainees.demonstration import loader
from trainees.joining.models import Enrolment, Offer, Pledge
from trainees.places.models import Quota, QuotaRule
from trainees.records.actions import retention
from trainees.records.models import RetentionRule
from trainees.reviewing.models import Review
from trainees.screening.actions import findings, returns
from trainees.screening.models import ReturnRequest, ScreeningStep
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import appeals
from trainees.selecting.models import Appeal

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

STRANGER = "stranger"


class Visitor(NamedTuple):
    """Who looks, and in which language."""

    role: str
    language: str = "en"

    def __str__(self) -> str:
        return f"{self.role}-{self.language}"


# Applicants read either language; people of the program work on the same pages in both.
VISITORS = [
    Visitor(STRANGER),
    *[Visitor(role) for role in Role],
    Visitor(STRANGER, "ko"),
    Visitor(Role.APPLICANT, "ko"),
    Visitor(Role.ADMISSIONS, "ko"),
]
ENTRANCES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_email_verification_sent",
    "account_inactive",
]
ACCOUNT = ("account_", "mfa_", "usersessions_")
# The body of our own pages; Django's have none of these.
OURS = "body:is(.own-page, .start-page), .site-header"
MINE = [
    "trainees:application_detail",
    "trainees:application_submit",
    "trainees:application_withdraw",
]
STEPS = [
    "course", "consents", "person", "work", "education", "statement", "form-1", "endorsements",
    "papers",
]  # fmt: skip


@dataclass(frozen=True)
class World:
    """The demonstration, with somebody of each role in it."""

    people: dict[Visitor, User]
    things: dict[str, Any]
    own: dict[Visitor, list[str]]
    files: Path
    # Builds of pages of which somebody has asked what barriers they have.
    seen: set[int] = field(default_factory=set)


@pytest.fixture(scope="module")
def world(
    site: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Loaded once and never changed: no page changes anything by being looked at."""
    files = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files):
        with as_owner():
            call_command("sync_roles", verbosity=0)
        loader.load()
        people = {
            visitor: UserFactory(roles=[visitor.role], language=visitor.language)
            for visitor in VISITORS
            if visitor.role != STRANGER
        }
        own = {visitor: own_pages(visitor, user) for visitor, user in people.items()}
        yield World(people, things(), own, files)
        with emptying():
            call_command("flush", interactive=False, verbosity=0)


def own_pages(visitor: Visitor, user: User) -> list[str]:
    if visitor.role == Role.APPLICANT:
        return of_an_applicant(user)
    if visitor.role == Role.REVIEWER:
        return of_a_reviewer(user)
    return of_a_finance_officer(user) if visitor.role == Role.FINANCE else []


def of_an_applicant(user: User) -> list[str]:
    """One application begun, one returned, one refused, and one with an offer to answer."""
    applicant = ApplicantFactory(user=user)
    returned = submitted(open_call(), applicant=applicant)
    returns.ask(
        returned,
        fields=["job_title"],
        papers=["cv"],
        text="The second page is missing.",
        due_at=timezone.now() + timedelta(days=7),
        by=UserFactory(),
    )
    begun = draft(Call.objects.get(code="DEMO-A"), applicant=applicant)
    refused = submitted(open_call(), applicant=applicant)
    refuse(refused)
    offer = offered(open_call(), applicant=applicant)
    condition(offer)
    later_cohort(offer.place.cohort)
    trainee = asked_before_coming(open_call(), applicant=applicant).application_id
    return [
        reverse("trainees:onboarding_detail", args=[trainee]),
        reverse("trainees:onboarding_step", args=[trainee, "form-1"]),
        *[reverse(name, args=[begun.pk]) for name in MINE],
        *[reverse("trainees:application_step", args=["DEMO-A", step]) for step in STEPS],
        reverse("trainees:application_one_page", args=["DEMO-A"]),
        *[reverse(name, args=[offer.application_id]) for name in MINE],
        *[reverse(name, args=[returned.pk]) for name in [MINE[0], "trainees:return_answer"]],
        reverse("trainees:consent_answer", args=[applicant.consents.latest("pk").term_id]),
        reverse(
            "trainees:endorsement_ask",
            args=[begun.pk, EndorsementRule.objects.get(call=begun.call).pk],
        ),
        reverse("trainees:application_received", args=[refused.pk]),
        reverse("trainees:application_appeal", args=[refused.pk]),
        reverse("trainees:application_defer", args=[offer.application_id]),
        reverse("trainees:offer_accept", args=[offer.pk]),
        reverse("trainees:offer_decline", args=[offer.pk]),
        reverse("trainees:document_download", args=[begun.documents.get().pk]),
    ]


def of_a_reviewer(user: User) -> list[str]:
    """One review to write, and one written."""
    to_write, written = assigned(by=user), submitted_review(by=user)
    return [
        reverse("trainees:review_edit", args=[to_write.pk]),
        reverse("trainees:review_step_back", args=[to_write.pk]),
        reverse("trainees:review_edit", args=[written.pk]),
    ]


def of_a_finance_officer(user: User) -> list[str]:
    """One expenditure that was sent back."""
    expenditure = recorded(BudgetLine.objects.first(), by=user)
    expenditures.send_back(expenditure, by=UserFactory(), reason="The invoice is not readable.")
    return [reverse("grants:expenditure_change", args=[expenditure.pk])]


def things() -> dict[str, Any]:
    call = Call.objects.get(code="DEMO-A")
    cohort = Cohort.objects.get(code="DEMO-A")
    program = Program.objects.get(code="GBTC-2022")
    waiting = Expenditure.objects.filter(status="submitted").first()
    unclassified = Application.objects.filter(submitted_at__isnull=False, stream=None).first()
    review = Review.objects.filter(application__cohort=cohort).first()
    ranking = frozen_ranking(cohort)
    return {
        "call_code": call.code,
        "call": call.pk,
        "step": "course",
        "form": form_with_every_kind(call).pk,
        "consent": ConsentTerm.objects.filter(program=program).first().pk,
        "kept_rule": RetentionRule.objects.get(program=program, kind="paper").pk,
        "hold": retention.hold(review.application.applicant, reason="Claim", by=UserFactory()).pk,
        "language": "en",
        "copy": made_copy().pk,
        "erasure": Erasure.objects.create(user=UserFactory()).pk,
        "correction": correction().pk,
        "cohort": cohort.pk,
        "program": program.pk,
        "program_code": program.code,
        "application": unclassified.pk,
        "document": unclassified.documents.first().pk,
        "offer": Offer.objects.filter(status="sent").first().pk,
        "expenditure": waiting.pk,
        "evidence": waiting.evidence.get().pk,
        "grant": waiting.line.grant_id,
        **closed_and_open_periods(waiting.line.grant),
        **settled(waiting.line.grant),
        "deadline": deadline_of(waiting.line.grant).pk,
        **asked_of(waiting.line),
        "package": SupportPackage.objects.first().pk,
        "recovery": owed().pk,
        "engagement": Engagement.objects.filter(status="open").first().pk,
        "pledge": Pledge.objects.live().first().pk,
        "entry": LedgerEntry.objects.filter(kind="award").first().pk,
        "rate": exchange_rate().pk,
        "email": OutgoingEmail.objects.first().pk,
        "review": review.pk,
        "reviewer": review.reviewer_id,
        "assignment": review.assignment_id,
        "rubric": review.rubric_id,
        "ranking": ranking.pk,
        "run": stored_run(ranking).pk,
        "promotion": proposed().pk,
        "quota": Quota.objects.filter(program=program, rule=None).first().pk,
        "rule": QuotaRule.objects.filter(program=program).first().pk,
        "enrolment": Enrolment.objects.filter(status="confirmed").first().pk,
        "appeal": appealed().pk,
        "condition": condition(offered()).pk,
        "deferral": deferral(offered()).pk,
        "applicant": unclassified.applicant_id,
        "other_applicant": review.application.applicant_id,
        "organisation": unclassified.organisation_id,
        "other_organisation": Organisation.objects.exclude(pk=unclassified.organisation_id)
        .first()
        .pk,
        "endorsed": unclassified.pk,
        "kind": EndorsementRule.objects.get(call=call).pk,
        "endorsement": Endorsement.objects.filter(status="asked").first().pk,
        "token": "a-link",
        "return": ReturnRequest.objects.open().first().pk,
        "onboarding": sent_in_before_coming().pk,
        "section": "form-1",
        "vintage": vintages.save_draft(
            "WB_INCOME", "FY97", date(2096, 7, 1), VintageFile({"VN": "UM"}, [])
        ).pk,
        "screening": ScreeningStep.objects.filter(cohort=cohort).first().pk,
    }


def form_with_every_kind(call: Call) -> FormVersion:
    """A draft that asks one question of each kind."""
    kinds = [(kind, kind, {}) for kind in QuestionKind.values if kind not in WITH_CHOICES]
    more = [("role", "choice", {}), ("areas", "choices", {})]
    return draft_form(call, [*kinds, *more], stage="acceptance")


def refuse(application: Application) -> None:
    findings.mark_ineligible(
        [application], reason=IneligibleReason.EXPERIENCE, note="", by=UserFactory()
    )


def appealed() -> Appeal:
    """Somebody found ineligible asks for a second look."""
    application = submitted(open_call())
    refuse(application)
    return appeals.ask(application, text="I have worked there for five years.")


def starts(world: World, visitor: Visitor) -> list[str]:
    """All that the tables of permissions let this role open, and what is their own."""
    role = visitor.role
    if role == STRANGER:
        pages = [name for name, page in PAGES.items() if page.is_public and page.method == "get"]
        return [address(name, world) for name in pages] + [reverse(name) for name in ENTRANCES]
    pages = [
        name
        for name, page in PAGES.items()
        if role in page.roles and page.method == "get" and not page.is_own
    ]
    tables = [label for label, roles in LISTS.items() if role in roles]
    return [
        *[address(name, world) for name in pages],
        *[reverse(f"admin:{label.replace('.', '_')}_changelist") for label in tables],
        *world.own[visitor],
        reverse("account_email"),
    ]


def address(name: str, world: World) -> str:
    return reverse(name, args=[world.things[arg] for arg in PAGES[name].args])


@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_every_page_of(
    visitor: Visitor, world: World, browser: Browser, site: str, settings: Settings
):
    settings.MEDIA_ROOT = world.files
    context = browser.new_context(
        base_url=site, locale=visitor.language, reduced_motion="reduce", viewport=barriers.DESK
    )
    if visitor in world.people:
        context.add_cookies([session_of(world.people[visitor], site)])
    barriers.bring_axe(context)
    complaints = listen(context)
    at_page = partial(look, visitor.role, world.seen)
    apart = () if visitor.role in (STRANGER, Role.APPLICANT) else ACCOUNT
    wrong = crawl(context.new_page(), starts(world, visitor), at_page, apart=apart)
    context.close()
    assert wrong == {}
    assert complaints == []


def look(role: str, seen: set[int], page: Page) -> list[str]:
    """What is wrong with the open page, on a desk by day and on a phone at night.

    What barriers it has is asked of each build of a page once: another role that meets the same one
    in a menu that is known too would hear the same. Of Django's own pages one role asks, and only
    for grave ones.
    """
    is_ours = page.locator(OURS).count() > 0
    is_asked = (is_ours or role == Role.ADMINISTRATOR) and barriers.is_new(page, seen, is_ours)
    by_day = barriers.found_by_axe(page, only_grave=not is_ours) if is_asked else []
    barriers.go_to_a_phone_at_night(page)
    at_night = barriers.found_by_axe(page, only_grave=not is_ours) if is_asked else []
    wide = barriers.wider_than_the_screen(page)
    barriers.go_to_a_desk(page)
    return [*by_day, *(f"at night: {barrier}" for barrier in at_night), *wide]
