import pytest

from ivi_training.accounts.actions import accounts
from ivi_training.accounts.actions.accounts import OwnRoleKept
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.factories.accounts import user_with

pytestmark = pytest.mark.django_db


def roles_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_create_account_makes_one_that_nobody_can_enter_yet() -> None:
    user = accounts.create_account(email="A@B.example", name="A", roles=[Role.LEAD], by=None)
    assert (user.email, user.is_staff, roles_of(user)) == ("a@b.example", True, {"lead"})
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("roles", "is_staff"),
    [
        ([Role.APPLICANT], False),
        ([Role.REVIEWER], False),
        ([Role.APPLICANT, Role.FINANCE], True),
        ([], False),
    ],
)
def test_set_roles_decides_who_enters_the_administration(
    roles: list[Role],
    is_staff: bool,  # noqa: FBT001
) -> None:
    user = accounts.set_roles(user_with(Role.LEAD), roles, by=None)
    user.refresh_from_db()
    assert roles_of(user) == set(roles)
    assert user.is_staff is is_staff


def test_set_roles_keeps_a_superuser_in() -> None:
    user = User.objects.create_superuser("root@example.org")
    assert accounts.set_roles(user, [], by=None).is_staff


def test_set_roles_lets_nobody_lock_themselves_out() -> None:
    administrator = user_with(Role.ADMINISTRATOR)
    with pytest.raises(OwnRoleKept):
        accounts.set_roles(administrator, [Role.LEAD], by=administrator)
    assert roles_of(administrator) == {"administrator"}


def test_set_roles_lets_administrators_change_each_other() -> None:
    other = User.objects.create_user("other@example.org")
    accounts.set_roles(other, [Role.ADMINISTRATOR], by=None)
    accounts.set_roles(other, [Role.LEAD], by=user_with(Role.ADMINISTRATOR))
    assert roles_of(other) == {"lead"}
