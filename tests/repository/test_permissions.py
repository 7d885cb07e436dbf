"""Every address times every role: a page without a row here, or without a rule, fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ivi_training.guards.permissions import DECLARED, PUBLIC, AccessRule, Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.reviews import frozen_ranking, submitted_review
from tests.factories.trainees import (
    draft,
    eligible,
    offered,
)
from tests.repository.access import PEOPLE, STAFF, Given, Page
from tests.repository.examples import collect, modules

PAGES: dict[str, Page] = collect("permissions", "PAGES")
LISTS: dict[str, set[Role]] = collect("permissions", "LISTS")
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


@pytest.fixture(scope="module")
def things(module_db: None) -> dict[str, Any]:
    return make_things()


def make_things() -> dict[str, Any]:
    """One of each thing, none of them anybody's who asks."""
    cohort = CohortFactory()
    call = open_call(cohort)
    review = submitted_review(eligible(call))
    ranking = frozen_ranking(cohort)
    offer = offered(call)
    expenditure = recorded(line_of(grant_for(cohort.program)))
    endorsed = endorsement(draft(asking_call(cohort)))
    given = Given(cohort, call, review, ranking, offer, expenditure, endorsed)
    found: dict[str, Any] = {}
    for _room, module in modules("permissions"):
        found |= module.things(given) if hasattr(module, "things") else {}
    return found


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
