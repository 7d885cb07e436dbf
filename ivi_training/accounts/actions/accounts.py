"""Accounts: a role is a group, staff is whoever holds a staff role, a chosen language is kept."""

from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken
from ivi_training.guards.permissions import STAFF_ROLES, Role


class OwnRoleKept(RuleBroken):
    """Administrators cannot lock themselves out."""

    title = _("Your own administrator role stays")


@transaction.atomic
def create_account(*, email: str, name: str, roles: Collection[str], by: User | None) -> User:
    """Make an account that has no password yet; its holder sets one by "forgotten password"."""
    user = User.objects.create_user(email, name=name)
    return set_roles(user, roles, by=by)


@transaction.atomic
def set_roles(user: User, roles: Collection[str], *, by: User | None) -> User:
    """Give the account exactly these roles; refuses to take one's own administrator role."""
    if by == user and Role.ADMINISTRATOR not in roles and _holds(user, Role.ADMINISTRATOR):
        raise OwnRoleKept(
            _("You cannot take the administrator role from your own account."),
            then=[_("Ask another administrator to do it.")],
        )
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    user.is_staff = user.is_superuser or not STAFF_ROLES.isdisjoint(roles)
    user.save(update_fields=["is_staff"])
    return user


def end_sessions(user: User) -> None:
    """Sign the account out everywhere, and forget from where it was used."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


def save_language(user: User, language: str) -> None:
    """Remember the language that a person chose; one that we do not speak changes nothing."""
    if language in dict(settings.LANGUAGES):
        user.language = language
        user.save(update_fields=["language"])


def _holds(user: User, role: Role) -> bool:
    return user.groups.filter(name=role).exists()
