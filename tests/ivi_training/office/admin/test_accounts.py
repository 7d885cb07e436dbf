from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory, user_with

LIST = reverse("admin:ivi_training_user_changelist")
ADD = reverse("admin:ivi_training_user_add")


@pytest.fixture
def client(as_role: Callable[[Role], Client]) -> Client:
    return as_role(Role.ADMINISTRATOR)


def change(user: User) -> str:
    return reverse("admin:ivi_training_user_change", args=[user.pk])


def roles_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_new_account_has_its_roles_and_no_password(client: Client) -> None:
    client.post(ADD, {"email": "Linh@Example.org", "name": "Linh", "roles": ["finance", "lead"]})
    user = User.objects.get(email="linh@example.org")
    assert roles_of(user) == {"finance", "lead"}
    assert user.is_staff
    assert not user.has_usable_password()


def test_address_that_has_an_account_is_refused_beside_its_field(client: Client) -> None:
    user_with(Role.LEAD)
    response = client.post(ADD, {"email": "LEAD@example.org", "name": "Other", "roles": ["lead"]})
    assert response.status_code == 200
    assert "email" in response.context["adminform"].form.errors


def test_roles_are_set_to_what_is_ticked(client: Client) -> None:
    user = user_with(Role.FINANCE)
    client.post(
        change(user), {"email": user.email, "name": "N", "roles": ["applicant"], "is_active": "on"}
    )
    user.refresh_from_db()
    assert roles_of(user) == {"applicant"}
    assert not user.is_staff


def test_roles_are_ticked_as_they_are(client: Client) -> None:
    user = user_with(Role.FINANCE)
    assert client.get(change(user)).context["adminform"].form["roles"].value() == ["finance"]


def test_list_is_filtered_by_role(client: Client) -> None:
    user_with(Role.FINANCE)
    page = client.get(LIST, {"role": "finance"})
    assert [user.email for user in page.context["cl"].result_list] == ["finance@example.org"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_reads_all_roles_at_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    UserFactory.create_batch(count, roles=[Role.REVIEWER])
    # session, user, permissions by role twice (own, groups'), two counts, accounts, their groups
    with django_assert_num_queries(7):
        client.get(LIST)


def test_accounts_are_never_deleted(client: Client) -> None:
    url = reverse("admin:ivi_training_user_delete", args=[user_with(Role.LEAD).pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
