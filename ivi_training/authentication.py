"""Signing in: as allauth does it, but a public password opens nothing in production."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, QuerySet

from ivi_training.models import User


class AccountBackend(AuthenticationBackend):
    """Refuses demonstration accounts, and ends their sessions, wherever DEBUG is off."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, read together with whether they have a role at all."""
        roles = Group.objects.filter(user=OuterRef("pk"))
        user = User.objects.annotate(has_roles=Exists(roles)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is active and, if it is a demonstration one, this is development."""
        is_allowed = settings.DEBUG or not user.is_demonstration
        return is_allowed and bool(super().user_can_authenticate(user))

    def _get_user_permissions(self, user_obj: Any) -> QuerySet[Permission]:  # noqa: ARG002
        """None of one's own: permissions come with roles, and every page would ask for these."""
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        """Those of the roles; an applicant has none, and every page of theirs would ask."""
        if not getattr(user_obj, "has_roles", True):
            return Permission.objects.none()
        return super()._get_group_permissions(user_obj)  # type: ignore[misc, no-any-return]
