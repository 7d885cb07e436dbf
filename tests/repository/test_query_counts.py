"""Every list of the administration asks as many questions for three rows as for one."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.repository.examples import collect
from tests.repository.world import APPS, build

pytestmark = pytest.mark.django_db
QUERIES: dict[str, int] = collect("lists", "QUERIES")


def queries(client: Client, label: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
    assert page.status_code == 200
    assert page.context["cl"].result_list
    return len(asked)


def test_every_list_of_ours_has_a_row():
    registered = {model._meta for model in admin.site._registry}
    assert set(QUERIES) == {meta.label_lower for meta in registered if meta.app_label in APPS}


@pytest.mark.parametrize("worlds", [1, 3])
def test_lists_have_a_fixed_number_of_queries(worlds: int):
    client = as_user(UserFactory(is_staff=True, is_superuser=True))
    for _world in range(worlds):
        build()
    assert {label: queries(client, label) for label in QUERIES} == QUERIES
