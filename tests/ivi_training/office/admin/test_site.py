import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import STAFF_ROLES, Role
from ivi_training.office.admin import site
from ivi_training.office.admin.site import MONEY, WorkItem, register_page, register_work

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
SignIn = Callable[[Role], Client]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[WorkItem]]:
    items: list[WorkItem] = []
    monkeypatch.setattr(site, "_providers", [])
    register_work(lambda _user: items)
    return items


def test_our_tables_are_registered() -> None:
    assert admin.site.is_registered(User)


def test_start_page_shows_what_waits(as_role: SignIn, work: list[WorkItem]) -> None:
    work += [WorkItem("To screen", 27, "/board/", "oldest: 3 days"), WorkItem("To pay", 0, "/pay/")]
    page = as_role(Role.ADMISSIONS).get(INDEX).content.decode()
    assert 'href="/board/"' in page
    assert ">27<" in page
    assert "To pay" not in page


def test_start_page_says_when_nothing_waits(as_role: SignIn, work: list[WorkItem]) -> None:
    assert not work
    assert "Nothing waits for you" in as_role(Role.AUDITOR).get(INDEX).content.decode()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_start_page_opens_for_every_staff_role(as_role: SignIn, role: Role) -> None:
    page = as_role(role).get(INDEX)
    assert page.status_code == 200
    assert str(role.label) in page.content.decode()


def test_sections_stand_in_the_order_of_the_work(as_role: SignIn) -> None:
    sections = as_role(Role.ADMINISTRATOR).get(INDEX).context["app_list"]
    names = [section["app_label"] for section in sections]
    assert names == [name for name in site.SECTION_NAMES if name in names]
    assert "Accounts" in [model["name"] for model in sections[-1]["models"]]


def test_page_stands_in_the_menu_of_those_who_may_open_it(
    as_role: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "_entries", [])
    register_page(MONEY, "Our page", "courses:home", permission="ivi_training.add_user")
    assert "Our page" in as_role(Role.ADMINISTRATOR).get(INDEX).content.decode()
    assert "Our page" not in as_role(Role.AUDITOR).get(INDEX).content.decode()


@pytest.mark.parametrize(
    ("opened", "marked"),
    [
        ("admin:courses_program_changelist", "admin:courses_program_changelist"),
        ("admin:reconciliation", "admin:reconciliation"),
    ],
)
def test_menu_marks_the_one_place_that_is_open(as_role: SignIn, opened: str, marked: str) -> None:
    page = as_role(Role.ADMINISTRATOR).get(reverse(opened)).text
    found = re.findall(r'<a href="([^"]*)" aria-current="page">', page)
    assert found == [reverse(marked)]


def test_tables_of_one_app_can_be_listed(as_role: SignIn) -> None:
    url = reverse("admin:app_list", args=["ivi_training"])
    assert as_role(Role.ADMINISTRATOR).get(url).status_code == 200


def test_sign_in_is_the_one_of_the_accounts(client: Client) -> None:
    response = client.get(reverse("admin:login"), {"next": "/admin/ivi_training/user/"})
    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"{reverse('account_login')}?next=/admin/ivi_training/user/"
    )


def test_who_is_signed_in_goes_to_the_start_page(as_role: SignIn) -> None:
    response = as_role(Role.LEAD).get(reverse("admin:login"))
    assert response.headers["Location"] == INDEX
