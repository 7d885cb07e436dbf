"""Every list answers what it declares, and no question besides: of each column, in each way."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import FieldListFilter, SimpleListFilter
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.utils import get_fields_from_path
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.office.admin.site import ProgramAdminSite
from ivi_training.office.admin.table import TableAdmin
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.trainees import OrganisationFactory

TABLES = [
    pytest.param(table, id=model._meta.label) for model, table in admin.site._registry.items()
]
WAYS = [
    "", "exact", "iexact", "startswith", "icontains", "endswith", "regex", "iregex", "in", "range",
    "gt", "gte", "lt", "lte", "isnull", "year", "date", "length", "has_key", "isempty",
]  # fmt: skip


@pytest.fixture(scope="module")
def people(module_db: None) -> dict[str, int]:
    administrator = user_with(Role.ADMINISTRATOR)
    administrator.set_password("not to be read")
    administrator.save()
    return {
        "administrator": administrator.pk,
        "superuser": UserFactory(is_superuser=True, is_staff=True).pk,
    }


@pytest.fixture
def superuser(people: dict[str, int]) -> User:
    return User.objects.get(pk=people["superuser"])


def declared(table: TableAdmin[Any], request: Any) -> set[str]:
    """What Django's own filters, made as the list makes them, say that they expect."""
    found: set[str] = set(table.linked_filters)
    for one in table.get_list_filter(request):
        if isinstance(one, type) and issubclass(one, SimpleListFilter):
            found.add(str(one.parameter_name))
            continue
        path, made = one if isinstance(one, tuple) else (one, FieldListFilter.create)
        field = get_fields_from_path(table.model, path)[-1]
        made = made(field, request, {}, table.model, table, field_path=path)
        found |= {name for name in made.expected_parameters() if name}
    if table.date_hierarchy:
        found |= {f"{table.date_hierarchy}__{part}" for part in ("year", "month", "day")}
    return found


def columns(model: type[models.Model]) -> Iterator[str]:
    """Its own and those of all that is one step away, back and forth."""
    for field in model._meta.get_fields():
        yield field.name
        other = field.related_model
        if isinstance(other, type):
            yield from (f"{field.name}__{one.name}" for one in other._meta.concrete_fields)


def questions(model: type[models.Model]) -> Iterator[str]:
    for column in columns(model):
        yield from (f"{column}__{way}" if way else column for way in WAYS)


def test_every_table_derives_from_the_one_base():
    assert [t for t in admin.site._registry.values() if not isinstance(t, TableAdmin)] == []
    assert len(admin.site._registry) > 50


def test_tables_of_packages_are_left_out():
    """Sessions, addresses and keys of second factors: no role has them, and no list shows them."""
    site = ProgramAdminSite(name="another")
    site.register(User, admin.ModelAdmin)
    site.register(User)
    assert not site.is_registered(User)
    site.register(User, TableAdmin)
    assert site.is_registered(User)


def test_no_table_widens_what_the_base_allows():
    """Nor brings a list of its own, which would read the address by itself."""
    own = {"lookup_allowed", "declared_filters", "get_changelist", "to_field_allowed"}
    widened = {
        type(table).__name__: own & names
        for table in admin.site._registry.values()
        for names in [{n for cls in type(table).__mro__ for n in vars(cls) if is_ours(cls)}]
        if own & names
    }
    assert widened == {}


def is_ours(cls: type) -> bool:
    return not cls.__module__.startswith("django.") and cls is not TableAdmin


@pytest.mark.parametrize("table", TABLES)
def test_a_list_takes_what_its_filters_ask_and_nothing_else(
    table: TableAdmin[Any], superuser: User, rf: RequestFactory
):
    request = rf.get("/")
    request.user = superuser
    expected = declared(table, request)
    asked = {*questions(table.model), *expected}
    assert {one for one in asked if table.lookup_allowed(one, "x", request)} == expected


@pytest.mark.parametrize("table", TABLES)
def test_what_is_not_declared_is_refused_without_asking_the_database(
    table: TableAdmin[Any],
    superuser: User,
    rf: RequestFactory,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    request = rf.get("/")
    request.user = superuser
    known, user_queries = declared(table, request), 0
    for column in columns(table.model):
        for name in {column, f"{column}__startswith", f"{column}__regex"} - known:
            request = rf.get("/", {name: "a"})
            request.user = superuser
            with django_assert_num_queries(user_queries), pytest.raises(DisallowedModelAdminLookup):
                table.get_changelist_instance(request)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_declared_is_answered(table: TableAdmin[Any], superuser: User, rf: RequestFactory):
    client = as_user(superuser)
    address = reverse(f"admin:{table.opts.app_label}_{table.opts.model_name}_changelist")
    request = rf.get("/")
    request.user = superuser
    for name in declared(table, request):
        value = "True" if name.endswith(("__isnull", "__isempty")) else "1"
        assert client.get(address, {name: value}).status_code in (200, 302), name


SECRETS = [
    ("ivi_training_user", "password__startswith", "argon2"),
    ("ivi_training_user", "password__regex", "^argon2"),
    ("ivi_training_user", "password", "argon2"),
    ("ivi_training_user", "groups__name", "administrator"),
    ("ivi_training_user", "emailaddress__email__startswith", "a"),
    ("ivi_training_outgoingemail", "text__regex", "reset"),
    ("ivi_training_outgoingemail", "recipient_user__password__gt", "a"),
    ("trainees_application", "applicant__birth_date__gte", "1990-01-01"),
]


@pytest.mark.parametrize(("table", "name", "value"), SECRETS)
def test_secrets_are_not_guessed_letter_by_letter(
    people: dict[str, int], table: str, name: str, value: str
):
    client = as_user(User.objects.get(pk=people["administrator"]))
    for address in (f"admin:{table}_changelist", f"admin:{table}_add"):
        answer = client.get(reverse(address), {name: value})
        assert answer.status_code == (400 if address.endswith("changelist") else answer.status_code)
        assert b"argon2$" not in answer.content
    popup = client.get(reverse(f"admin:{table}_changelist"), {"_popup": 1, name: value})
    assert popup.status_code == 400
    by_column = client.get(reverse(f"admin:{table}_changelist"), {"_to_field": "password"})
    assert by_column.status_code == 400


def test_orders_are_those_of_the_columns_that_are_shown(people: dict[str, int], rf: RequestFactory):
    """A number beyond the last column, or the name of a hidden one, orders nothing."""
    table = admin.site._registry[User]
    for order in ("99", "-99", "password", "-password", "1.password", "0", ""):
        request = rf.get("/", {"o": order})
        request.user = User.objects.get(pk=people["superuser"])
        found = table.get_changelist_instance(request).queryset.query.order_by
        assert not any("password" in str(one) for one in found)


SUGGESTED = {"app_label": "trainees", "model_name": "reviewer", "field_name": "organisation"}


@pytest.mark.parametrize(
    "changed",
    [
        {"field_name": "user"},
        {
            "app_label": "ivi_training",
            "model_name": "outgoingemail",
            "field_name": "recipient_user",
        },
        {"app_label": "trainees", "model_name": "application", "field_name": "organisation"},
        {"app_label": "trainees", "model_name": "reviewer", "field_name": "organisation__name"},
        {"app_label": "nowhere"},
        {"field_name": ""},
    ],
)
def test_suggestions_are_those_that_a_table_declares(
    people: dict[str, int], changed: dict[str, str]
):
    OrganisationFactory(name="Institut Pasteur")
    client = as_user(User.objects.get(pk=people["administrator"]))
    asked = {"term": "pasteur", **SUGGESTED}
    address = reverse("admin:autocomplete")
    assert "Institut Pasteur" in client.get(address, asked).content.decode()
    assert client.get(address, asked | changed).status_code == 403


def test_beyond_the_last_page_stands_the_last(people: dict[str, int]):
    UserFactory.create_batch(101)
    client = as_user(User.objects.get(pk=people["administrator"]))
    for page in ("3", "-1", "0", "9" * 30):
        answer = client.get(reverse("admin:ivi_training_user_changelist"), {"p": page})
        assert answer.status_code == 200
        assert answer.context["cl"].result_list


def test_a_form_begins_with_what_its_fields_take(people: dict[str, int]):
    """A day that is none, or a word among keys, used to break the widget that shows it."""
    client = as_user(User.objects.get(pk=people["superuser"]))
    for table, name in (("courses_call", "opens_at"), ("courses_call", "program")):
        answer = client.get(reverse(f"admin:{table}_add"), {name: "nonsense", "password": "x"})
        assert answer.status_code == 200
        assert "nonsense" not in answer.context["adminform"].form.initial.values()


def test_ticks_that_are_no_keys_are_passed_over(people: dict[str, int]):
    client = as_user(User.objects.get(pk=people["superuser"]))
    email = OutgoingEmail.objects.order_by("-pk").first()
    ticked = ["nonsense", "9" * 5000, str(email.pk if email else 1)]
    answer = client.post(
        reverse("admin:ivi_training_outgoingemail_changelist"),
        {"action": "resend_selected", "_selected_action": ticked, "index": 0},
    )
    assert answer.status_code in (200, 302)


def test_strangers_ask_nothing(client: Client, db: None):
    address = reverse("admin:ivi_training_user_changelist")
    assert client.get(address, {"password__startswith": "a"}).status_code == 302
