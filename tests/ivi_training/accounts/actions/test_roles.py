from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from ivi_training import permissions
from ivi_training.accounts.actions import accounts, roles
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.databases import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def owner(db: None) -> Iterator[None]:
    """Roles are written by the owner of the tables alone."""
    with as_owner():
        yield


def held(role: str) -> set[str]:
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Group.objects.get(name=role).permissions.select_related("content_type")
    }


def test_every_role_gets_what_is_declared_and_no_more() -> None:
    call_command("sync_roles")
    Group.objects.get(name=Role.LEAD).permissions.set(
        Group.objects.get(name=Role.ADMINISTRATOR).permissions.all()
    )
    call_command("sync_roles")
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    assert held(Role.APPLICANT) == set()
    assert "ivi_training.resend_outgoingemail" in held(Role.ADMISSIONS)
    assert "ivi_training.resend_outgoingemail" not in held(Role.LEAD)


def test_roles_open_what_they_declare(anna: User) -> None:
    call_command("sync_roles")
    accounts.set_roles(anna, [Role.ADMISSIONS], by=None)
    assert User.objects.get(pk=anna.pk).has_perm("ivi_training.resend_outgoingemail")


@pytest.mark.parametrize(
    ("declared", "named"),
    [
        ({Role.LEAD: {"ivi_training.fly"}}, "ivi_training.fly"),
        ({"emperor": set()}, "emperor"),
    ],
)
def test_unknown_names_are_refused(
    declared: dict[str, set[str]], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "ROLE_PERMISSIONS", declared)
    with pytest.raises(CommandError, match=named):
        call_command("sync_roles")


def test_app_may_declare_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "silent_app").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(roles, "APPS", ("ivi_training", "silent_app"))
    roles.sync()
    assert "ivi_training.view_user" in held(Role.PRIVACY)
