"""Signing in: as allauth does it, but a public password opens nothing in production."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet


class AccountBackend(AuthenticationBackend):
    """Refuses demonstration accounts, and ends their sessions, wherever DEBUG is off."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is active and, if it is a demonstration one, this is development."""
        is_allowed = settings.DEBUG or not user.is_demonstration
        return is_allowed and bool(super().user_can_authenticate(user))

    def _get_user_permissions(self, user_obj: Any) -> QuerySet[Permission]:  # noqa: ARG002
        """None of one's own: permissions come with roles, and every page would ask for these."""
        return Permission.objects.none()
