"""Every address times every role: a page without a row here, or without a rule, fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from grants.models import LedgerEntry
from ivi_training.models import Erasure, OutgoingEmail
from ivi_training.permissions import DECLARED, PUBLIC, AccessRule, Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.budgets import asked_of
from tests.factories.courses import CohortFactory, open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.engagements import engaged
from tests.factories.forms import draft_form
from tests.factories.grants import grant_for, imported, line_of, package_for, recorded
from tests.factories.ledger import closed_and_open_periods, deadline_of, settled
from tests.factories.money import exchange_rate
from tests.factories.onboardings import asked as asked_before_coming
from tests.factories.payers import owed, pledged
from tests.factories.retention import retention_rule
from tests.factories.reviews import frozen_ranking, stored_run, submitted_review
from tests.factories.trainees import (
    OrganisationFactory,
    condition,
    correction,
    deferral,
    draft,
    eligible,
    made_copy,
    offered,
    proposed,
    quota,
    returned,
)
from tests.factories.trainees import rule as limit
from trainees.actions import offers, retention
from trainees.models import Appeal, ScreeningStep

R = Role
EVERYBODY = set(Role)
STAFF = EVERYBODY - {R.APPLICANT, R.REVIEWER}
NUMBERS = {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR, R.LEAD, R.FINANCE, R.APPROVER, R.AUDITOR}
MONEY = {R.ADMINISTRATOR, R.FINANCE, R.APPROVER, R.AUDITOR}
PEOPLE = {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR, R.AUDITOR}
DECIDING = {R.ADMINISTRATOR, R.ADMISSIONS}
PRIVACY = {R.ADMINISTRATOR, R.PRIVACY}
REVIEWS = {*DECIDING, R.AUDITOR}


@dataclass(frozen=True)
class Page:
    """Who gets in; `own` pages answer "not there" to everybody but the owner."""

    roles: set[Role]
    args: tuple[str, ...] = ()
    method: str = "get"
    is_public: bool = False
    is_own: bool = False


PAGES = {
    "courses:home": Page(EVERYBODY, is_public=True),
    "courses:call_detail": Page(EVERYBODY, ("call_code",), is_public=True),
    "courses:call_check": Page(EVERYBODY, ("call_code",), is_public=True),
    "healthz": Page(EVERYBODY, is_public=True),
    "language_set": Page(EVERYBODY, method="post", is_public=True),
    "trainees:workplace": Page(EVERYBODY),
    "trainees:application_edit": Page(EVERYBODY, ("call_code",)),
    "trainees:application_whole": Page(EVERYBODY, ("call_code",)),
    "trainees:application_step": Page(EVERYBODY, ("call_code", "step")),
    "trainees:application_list": Page(EVERYBODY),
    "trainees:application_detail": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_received": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_submit": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_withdraw": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:onboarding_detail": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:onboarding_step": Page(EVERYBODY, ("application", "section"), is_own=True),
    "trainees:return_answer": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_appeal": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_defer": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:endorsement_ask": Page(EVERYBODY, ("endorsed", "kind"), is_own=True),
    "trainees:endorsement_remind": Page(EVERYBODY, ("endorsement",), "post", is_own=True),
    "trainees:endorsement_link": Page(EVERYBODY, ("endorsement", "token"), is_public=True),
    "trainees:endorsement_answer": Page(EVERYBODY, is_public=True),
    "trainees:endorsement_decline": Page(EVERYBODY, is_public=True),
    "trainees:deferral_take_back": Page(EVERYBODY, ("deferral",), "post", is_own=True),
    "trainees:application_receipt": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:online_join": Page(EVERYBODY, ("application",), "post", is_own=True),
    "trainees:online_leave": Page(EVERYBODY, ("application",), "post", is_own=True),
    "trainees:my_data": Page(EVERYBODY),
    "trainees:data_export_ask": Page(EVERYBODY, method="post"),
    "trainees:data_export_save": Page(EVERYBODY, ("copy",), is_own=True),
    "trainees:erasure_ask": Page(EVERYBODY),
    "trainees:erasure_take_back": Page(EVERYBODY, method="post", is_own=True),
    "trainees:correction_ask": Page(EVERYBODY),
    "trainees:consent_list": Page(EVERYBODY),
    "trainees:consent_answer": Page(EVERYBODY, ("consent",), is_own=True),
    "trainees:organisation_suggest": Page(EVERYBODY, method="post"),
    "trainees:document_download": Page(PEOPLE, ("document",), is_own=True),
    "trainees:offer_accept": Page(EVERYBODY, ("offer",), is_own=True),
    "trainees:offer_decline": Page(EVERYBODY, ("offer",), is_own=True),
    "trainees:review_list": Page({R.REVIEWER}),
    "trainees:review_edit": Page({R.REVIEWER}, ("review",), is_own=True),
    "trainees:review_step_back": Page({R.REVIEWER}, ("review",), is_own=True),
    "trainees:review_document": Page({R.REVIEWER}, ("review", "document"), is_own=True),
    "trainees:dashboard": Page(NUMBERS),
    "trainees:program_dashboard": Page(NUMBERS, ("program_code",)),
    "trainees:dashboard_share": Page(NUMBERS, ("program_code",)),
    "trainees:dashboard_share_csv": Page(NUMBERS, ("program_code",)),
    "grants:expenditure_list": Page(MONEY),
    "grants:expenditure_record": Page({R.FINANCE}),
    "grants:expenditure_detail": Page(MONEY, ("expenditure",)),
    "grants:expenditure_change": Page({R.FINANCE}, ("expenditure",), is_own=True),
    "grants:expenditure_approve": Page({R.APPROVER, R.ADMINISTRATOR}, ("expenditure",), "post"),
    "grants:expenditure_send_back": Page({R.APPROVER, R.ADMINISTRATOR}, ("expenditure",), "post"),
    "grants:evidence_download": Page(MONEY, ("evidence",)),
    "grants:expenditure_submit": Page({R.FINANCE}, ("expenditure",), "post", is_own=True),
    "grants:evidence_add": Page({R.FINANCE}, ("expenditure",), "post"),
    "grants:expenditure_pay": Page({R.FINANCE}, ("expenditure",)),
    "grants:expenditure_settle": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_disallow": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_reverse": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_import": Page({R.FINANCE}),
    "grants:import_take_back": Page({R.FINANCE}, ("import",), is_own=True),
    "grants:expenditure_template": Page({R.FINANCE}),
    "grants:papers_choose": Page({R.ADMINISTRATOR}, ("line",)),
    "admin:cash_record": Page({R.ADMINISTRATOR, R.FINANCE}, ("grant",)),
    "admin:entry_reverse": Page({R.APPROVER}, ("entry",)),
    "admin:rate_record": Page({R.FINANCE}),
    "admin:rate_correct": Page({R.FINANCE}, ("rate",)),
    "admin:rate_import": Page({R.FINANCE}),
    "admin:rate_template": Page({R.FINANCE}),
    "admin:period_list": Page(MONEY, ("grant",)),
    "admin:period_detail": Page(MONEY, ("period",)),
    "admin:periods_set_up": Page({R.FINANCE}, ("grant",)),
    "admin:period_close": Page({R.FINANCE}, ("period",)),
    "admin:period_reopen": Page({R.FINANCE}, ("period",)),
    "admin:reopening_agree": Page({R.APPROVER}, ("reopening",)),
    "admin:reopening_refuse": Page({R.APPROVER}, ("reopening",)),
    "admin:transfer_list": Page(MONEY, ("grant",)),
    "admin:transfer_ask": Page({R.FINANCE}, ("grant",)),
    "admin:transfer_approve": Page({R.APPROVER, R.ADMINISTRATOR}, ("transfer",)),
    "admin:transfer_refuse": Page({R.APPROVER, R.ADMINISTRATOR}, ("transfer",)),
    "admin:recovery_receive": Page({R.FINANCE}, ("recovery",)),
    "admin:recovery_waive": Page({R.APPROVER}, ("recovery",)),
    "admin:fee_commit": Page({R.FINANCE}, ("grant",)),
    "admin:consultation_commit": Page({R.FINANCE}, ("grant",)),
    "admin:engagement_close": Page({R.FINANCE}, ("engagement",)),
    "admin:engagement_cancel": Page({R.FINANCE}, ("engagement",)),
    "admin:pledge_record": Page(DECIDING | {R.COORDINATOR}, ("application",)),
    "admin:pledge_settle": Page(DECIDING | {R.COORDINATOR}, ("pledge",)),
    "admin:reconciliation": Page(MONEY | {R.LEAD}),
    "admin:package_cost": Page(MONEY, ("package",)),
    "admin:overrun_ask": Page({R.FINANCE}, ("line",)),
    "admin:overrun_approve": Page({R.APPROVER}, ("overrun",)),
    "admin:overrun_refuse": Page({R.APPROVER}, ("overrun",)),
    "admin:grant_start": Page(MONEY | {R.LEAD}),
    "admin:grant_page": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:grant_entries": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:grant_quiet": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:grant_iati": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:deadlines_start": Page({R.ADMINISTRATOR, R.FINANCE}, ("grant",)),
    "admin:deadline_done": Page({R.ADMINISTRATOR, R.FINANCE}, ("deadline",)),
    "admin:settlement_list": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_draft_xlsx": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_draft_pdf": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_submit": Page({R.FINANCE}, ("grant",)),
    "admin:settlement_detail": Page(MONEY | {R.LEAD}, ("settlement",)),
    "admin:settlement_file": Page(MONEY | {R.LEAD}, ("settlement_file",)),
    "admin:settlement_check": Page(MONEY | {R.LEAD}),
    "admin:index": Page(STAFF),
    "admin:email_resend": Page(DECIDING, ("email",), "post"),
    "admin:email_cancel": Page(DECIDING, ("email",), "post"),
    "admin:call_publish": Page({R.ADMINISTRATOR}, ("call",), "post"),
    "admin:call_extend": Page({R.ADMINISTRATOR}, ("call",)),
    "admin:call_cancel": Page({R.ADMINISTRATOR}, ("call",)),
    "admin:vintage_import": Page({R.ADMINISTRATOR}),
    "admin:vintage_review": Page({R.ADMINISTRATOR}, ("vintage",)),
    "admin:vintage_publish": Page({R.ADMINISTRATOR}, ("vintage",), "post"),
    "admin:vintage_discard": Page({R.ADMINISTRATOR}, ("vintage",), "post"),
    "admin:form_start": Page({R.ADMINISTRATOR}),
    "admin:form_publish": Page({R.ADMINISTRATOR}, ("form",), "post"),
    "admin:form_copy": Page({R.ADMINISTRATOR}, ("form",), "post"),
    "admin:form_preview": Page(REVIEWS, ("form", "language")),
    "admin:consents_start": Page(PRIVACY),
    "admin:consent_publish": Page(PRIVACY, ("consent",), "post"),
    "admin:consent_copy": Page(PRIVACY, ("consent",), "post"),
    "admin:consent_preview": Page(PRIVACY | {R.AUDITOR}, ("consent", "language")),
    "admin:retention_rules_start": Page(PRIVACY),
    "admin:retention_publish": Page(PRIVACY, ("kept_rule",), "post"),
    "admin:retention_copy": Page(PRIVACY, ("kept_rule",), "post"),
    "admin:retention_agree": Page(PRIVACY, ("kept_rule",), "post"),
    "admin:retention_due": Page(PRIVACY | {R.AUDITOR}, ("kept_rule",)),
    "admin:retention_start": Page(PRIVACY | {R.AUDITOR}),
    "admin:retention_overview": Page(PRIVACY | {R.AUDITOR}, ("program",)),
    "admin:retention_hold": Page(PRIVACY),
    "admin:retention_lift": Page(PRIVACY, ("hold",), "post"),
    "admin:erasure_decide": Page(PRIVACY, ("erasure",)),
    "admin:correction_decide": Page(PRIVACY, ("correction",)),
    "admin:stream_decide": Page(DECIDING, ("application",)),
    "admin:offer_rescind": Page(DECIDING, ("offer",)),
    "admin:offer_extend": Page(DECIDING, ("offer",)),
    "admin:condition_set": Page(DECIDING, ("application",)),
    "admin:condition_settle": Page(DECIDING, ("condition",)),
    "admin:cohort_conditions": Page(DECIDING, ("cohort",), "post"),
    "admin:offer_defer": Page(DECIDING, ("offer",)),
    "admin:deferral_decide": Page(DECIDING, ("deferral",)),
    "admin:enrolment_end": Page(DECIDING, ("enrolment",)),
    "admin:onboarding_return": Page(DECIDING | {R.COORDINATOR}, ("onboarding",)),
    "admin:appeal_decide": Page(DECIDING, ("appeal",)),
    "admin:cohort_board": Page(PEOPLE, ("cohort",)),
    "admin:cohort_screening": Page(DECIDING, ("cohort",)),
    "admin:application_screen": Page(DECIDING, ("application",)),
    "admin:application_return": Page(DECIDING, ("application",)),
    "admin:return_take_back": Page(DECIDING, ("return",)),
    "admin:screening_undo": Page(DECIDING, ("screening",)),
    "admin:cohort_screen": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_stage": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_unstage": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_publish": Page(DECIDING, ("cohort",)),
    "admin:cohort_waiting": Page(PEOPLE, ("cohort",)),
    "admin:waiting_next": Page(DECIDING, ("cohort",), "post"),
    "admin:promotion_detail": Page(PEOPLE, ("promotion",)),
    "admin:promotion_approve": Page(DECIDING, ("promotion",), "post"),
    "admin:promotion_skip": Page(DECIDING, ("promotion",), "post"),
    "admin:cohort_sign": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_reviews": Page(REVIEWS, ("cohort",)),
    "admin:reviews_assign": Page(DECIDING, ("cohort",), "post"),
    "admin:assignment_undo": Page(DECIDING, ("assignment",), "post"),
    "admin:reviewer_remind": Page(DECIDING, ("cohort", "reviewer"), "post"),
    "admin:review_set_aside": Page(DECIDING, ("review",)),
    "admin:cohort_ranking": Page(REVIEWS, ("cohort",)),
    "admin:ranking_freeze": Page(DECIDING, ("cohort",), "post"),
    "admin:ranking_detail": Page(REVIEWS, ("ranking",)),
    "admin:cohort_allocation": Page(REVIEWS, ("cohort",)),
    "admin:allocation_store": Page(DECIDING, ("ranking",), "post"),
    "admin:allocation_detail": Page(REVIEWS, ("run",)),
    "admin:allocation_stage": Page(DECIDING, ("run",), "post"),
    "admin:rubric_publish": Page({R.ADMINISTRATOR}, ("rubric",), "post"),
    "admin:rubric_copy": Page({R.ADMINISTRATOR}, ("rubric",), "post"),
    "admin:reviewer_invite": Page(DECIDING),
    "admin:duplicate_list": Page(DECIDING),
    "admin:duplicate_compare": Page(DECIDING, ("applicant", "other_applicant")),
    "admin:people_merge": Page({R.ADMINISTRATOR}, ("applicant", "other_applicant")),
    "admin:organisation_name": Page(DECIDING, ("organisation",)),
    "admin:organisation_merge": Page(DECIDING, ("organisation", "other_organisation")),
    "admin:quotas_start": Page(PEOPLE | {R.LEAD}),
    "admin:quotas_overview": Page(PEOPLE | {R.LEAD}, ("program",)),
    "admin:quotas_revise": Page({R.ADMINISTRATOR}, ("program",)),
    "admin:rule_set": Page({R.ADMINISTRATOR}, ("program",)),
    "admin:rule_close": Page({R.ADMINISTRATOR}, ("rule",)),
    "admin:floor_release": Page({R.ADMINISTRATOR}, ("quota",)),
    "admin:floor_reinstate": Page({R.ADMINISTRATOR}, ("quota",)),
    "admin:quota_close": Page({R.ADMINISTRATOR}, ("quota",)),
}
LISTS = {
    "ivi_training.user": {R.ADMINISTRATOR, R.PRIVACY},
    "ivi_training.erasure": PRIVACY | {R.AUDITOR},
    "ivi_training.statuschange": {R.ADMINISTRATOR, R.PRIVACY},
    "ivi_training.outgoingemail": {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR},
    "ivi_training.mailpause": DECIDING,
    "ivi_training.refusedaddress": DECIDING,
    # Tables of packages: no role sees them.
    "auth.group": set(),
    "account.emailaddress": set(),
    "mfa.authenticator": set(),
    "usersessions.usersession": set(),
    "courses.call": NUMBERS,
    "courses.course": NUMBERS,
    "courses.cohort": NUMBERS,
    "courses.program": NUMBERS,
    "courses.consentterm": PRIVACY | {R.AUDITOR},
    "trainees.retentionrule": PRIVACY | {R.AUDITOR},
    "trainees.correction": PRIVACY | {R.AUDITOR},
    "trainees.retentionhold": PRIVACY | {R.AUDITOR},
    "trainees.destruction": PRIVACY | {R.AUDITOR},
    "courses.formversion": REVIEWS,
    "courses.formsection": REVIEWS,
    "courses.classificationvintage": NUMBERS,
    "courses.countryclassification": NUMBERS,
    "grants.grant": MONEY | {R.LEAD},
    "grants.budgetline": MONEY | {R.LEAD},
    "grants.transferpolicy": MONEY,
    "grants.deadline": MONEY | {R.LEAD},
    "grants.supportpackage": MONEY,
    "grants.regionband": MONEY,
    "grants.recovery": MONEY,
    "grants.engagement": MONEY,
    "grants.feecategory": MONEY,
    "grants.feerate": MONEY,
    "trainees.pledge": PEOPLE,
    "grants.ledgerentry": MONEY | {R.LEAD},
    "grants.exchangerate": MONEY,
    "grants.fundingsource": MONEY,
    "grants.commitment": MONEY | {R.LEAD},
    "grants.approvallimit": MONEY,
    "grants.evidencerule": MONEY,
    "trainees.rubric": REVIEWS,
    "trainees.criterion": REVIEWS,
    "trainees.review": REVIEWS,
    "trainees.reviewer": REVIEWS,
    "trainees.conflictofinterest": REVIEWS,
    "trainees.ranking": REVIEWS,
    "trainees.allocationrun": REVIEWS,
    "trainees.application": PEOPLE,
    "trainees.offer": PEOPLE,
    "trainees.onboarding": PEOPLE,
    "trainees.condition": PEOPLE,
    "trainees.consent": PRIVACY | {R.AUDITOR},
    "trainees.deferral": PEOPLE,
    "trainees.endorsement": PEOPLE,
    "trainees.enrolment": PEOPLE,
    "trainees.onlineenrolment": PEOPLE,
    "trainees.applicant": PEOPLE | {R.PRIVACY},
    "trainees.organisation": PEOPLE,
    "trainees.quota": PEOPLE | {R.LEAD},
    "trainees.quotaversion": PEOPLE | {R.LEAD},
}
# Django's own pages of each table: open to whom the table is open, or to fewer.
OF_A_TABLE = ("changelist", "add", "change", "delete", "history")
OF_PACKAGES = ("account_", "mfa_", "usersessions_")
OF_THE_SITE = {"login", "logout", "autocomplete", "jsi18n", "view_on_site", "app_list", None}


def patterns(resolver: Any = None, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from patterns(pattern, inner)
        else:
            yield ":".join([*names, str(pattern.name)]), pattern


def is_of_django(name: str) -> bool:
    namespace, _colon, page = name.partition(":")
    return namespace == "admin" and (
        page.rpartition("_")[2] in OF_A_TABLE or page in {str(p) for p in OF_THE_SITE}
    )


def rule(name: str, pattern: URLPattern) -> AccessRule | None:
    declared = getattr(pattern.callback, "access_rule", None) or DECLARED.get(name)
    stars = [rule for prefix, rule in DECLARED.items() if name.startswith(prefix.rstrip("*"))]
    return declared or (stars[0] if stars else None)


def test_every_address_has_a_rule():
    assert [name for name, pattern in patterns() if rule(name, pattern) is None] == []


def test_every_address_of_ours_has_a_row():
    named = {name for name, _pattern in patterns() if not is_of_django(name)}
    of_packages = {name for name in named if name.startswith(OF_PACKAGES)}
    assert named - of_packages == set(PAGES)


def test_every_table_of_the_administration_has_a_row():
    assert {model._meta.label_lower for model in admin.site._registry} == set(LISTS)


@pytest.fixture
def things(db: None) -> dict[str, Any]:
    """One of each thing, none of them anybody's who asks."""
    cohort = CohortFactory()
    call = open_call(cohort)
    review = submitted_review(eligible(call))
    ranking = frozen_ranking(cohort)
    offer = offered(call)
    expenditure = recorded(line_of(grant_for(cohort.program)))
    endorsed = endorsement(draft(asking_call(cohort)))
    return {
        "call_code": call.code,
        "call": call.pk,
        "step": "course",
        "form": draft_form(call).pk,
        "language": "ko",
        "copy": made_copy().pk,
        "erasure": Erasure.objects.create(user=UserFactory()).pk,
        "correction": correction().pk,
        "kept_rule": retention_rule(cohort.program).pk,
        "hold": retention.hold(offer.application.applicant, reason="Claim", by=UserFactory()).pk,
        "consent": cohort.program.consent_terms.get().pk,
        "cohort": cohort.pk,
        "program": cohort.program_id,
        "program_code": cohort.program.code,
        "application": eligible(call).pk,
        "offer": offer.pk,
        "review": review.pk,
        "reviewer": review.reviewer_id,
        "assignment": review.assignment_id,
        "rubric": review.rubric_id,
        "ranking": ranking.pk,
        "run": stored_run(ranking).pk,
        "return": returned(call).pk,
        "screening": ScreeningStep.objects.latest("pk").pk,
        "document": offer.application.documents.get().pk,
        "expenditure": expenditure.pk,
        "import": imported(expenditure.line).pk,
        "evidence": expenditure.evidence.get().pk,
        "grant": expenditure.line.grant_id,
        **closed_and_open_periods(expenditure.line.grant),
        **settled(expenditure.line.grant),
        "deadline": deadline_of(expenditure.line.grant).pk,
        **asked_of(expenditure.line),
        "package": package_for(expenditure.line).pk,
        "recovery": owed().pk,
        "engagement": engaged(expenditure.line).pk,
        "pledge": pledged(offer.application).pk,
        "entry": LedgerEntry.objects.filter(kind="award").earliest("pk").pk,
        "rate": exchange_rate().pk,
        "promotion": proposed(call).pk,
        "enrolment": offers.accept(offered(call), by=UserFactory()).pk,
        "appeal": Appeal.objects.create(application=offer.application, text="Look again").pk,
        "condition": condition(offered(call)).pk,
        "deferral": deferral(offered(call)).pk,
        "onboarding": asked_before_coming(call).pk,
        "section": "form-1",
        "vintage": cohort.program.vintage_id,
        "applicant": offer.application.applicant_id,
        "other_applicant": review.application.applicant_id,
        "organisation": offer.application.organisation_id,
        "other_organisation": OrganisationFactory().pk,
        "endorsed": endorsed.application_id,
        "kind": endorsed.rule_id,
        "endorsement": endorsed.pk,
        "token": "a-link",
        "email": OutgoingEmail.objects.first().pk,
        "quota": quota(cohort, 9).pk,
        "rule": limit(cohort, ceiling=9).pk,
    }


def answer(client: Client, name: str, page: Page, things: dict[str, Any]) -> int:
    url = reverse(name, args=[things[arg] for arg in page.args])
    response = getattr(client, page.method)(url)
    if response.streaming:
        # Closing the response would close the test's connection too: the file alone is closed.
        for close in response._resource_closers:
            close()
    return response.status_code


@pytest.mark.parametrize("role", Role)
def test_pages_open_for_their_roles_only(role: Role, things: dict[str, Any]):
    client = as_user(user_with(role))
    wrong = {}
    for name, page in PAGES.items():
        status = answer(client, name, page, things)
        # "Not yours" answers like "not there"; a refused step (409) or form (422) did get in.
        expected = {200, 302, 409, 422} if role in page.roles else {403}
        if page.is_own and (role not in PEOPLE or name != "trainees:document_download"):
            closed = "grants" in name or "review_" in name
            expected = {404} if role in page.roles or not closed else {403}
        if name.startswith("admin:") and role not in STAFF:
            expected = {302, 403}  # Django's own door to the administration
        if status not in expected:
            wrong[name] = status
    assert wrong == {}


def test_strangers_are_sent_to_the_sign_in(things: dict[str, Any]):
    client = Client()
    for name, page in PAGES.items():
        url = reverse(name, args=[things[arg] for arg in page.args])
        response = getattr(client, page.method)(url)
        if page.is_public:
            assert response.status_code < 400, name
        else:
            assert (response.status_code, response.url.split("?")[0]) in {
                (302, "/account/login/"),
                (302, "/admin/login/"),
            }, name


@pytest.mark.parametrize("role", Role)
def test_tables_open_for_their_roles_only(role: Role, things: dict[str, Any]):
    client = as_user(user_with(role))
    opened = {
        label
        for label in LISTS
        if client.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).status_code == 200
    }
    assert opened == {label for label, roles in LISTS.items() if role in roles}


def test_inactive_account_gets_nowhere(things: dict[str, Any]):
    client = as_user(UserFactory(is_active=False))
    assert client.get(reverse("trainees:application_list")).status_code == 302
    assert things


def test_development_pages_are_absent_without_debug():
    assert settings.DEBUG is False
    assert not any(name.startswith("local:") for name, _pattern in patterns())


def test_public_pages_are_few_and_known():
    public = {name for name, pattern in patterns() if rule(name, pattern) == PUBLIC}
    assert {name for name in public if not name.startswith((*OF_PACKAGES, "admin:"))} == {
        "courses:home", "courses:call_detail", "courses:call_check", "healthz", "language_set",
        "trainees:endorsement_link", "trainees:endorsement_answer", "trainees:endorsement_decline",
    }  # fmt: skip
