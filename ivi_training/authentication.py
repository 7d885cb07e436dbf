"""Signing in: as allauth does it, but a public password opens nothing in production."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from ivi_training.models import User

# Written out, for every page begins with it: having Django put it together took as long as asking.
_PERSON = """
    SELECT u.*, EXISTS (SELECT 1 FROM ivi_training_user_groups WHERE user_id = u.id) AS has_roles
      FROM ivi_training_user u
     WHERE u.id = %s
"""


class AccountBackend(AuthenticationBackend):
    """Refuses demonstration accounts, and ends their sessions, wherever DEBUG is off."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, read together with whether they have a role at all."""
        user = next(iter(User.objects.raw(_PERSON, [user_id])), None)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is active and, if it is a demonstration one, this is development."""
        is_allowed = settings.DEBUG or not user.is_demonstration
        return is_allowed and bool(super().user_can_authenticate(user))

    def _get_user_permissions(self, user_obj: Any) -> QuerySet[Permission]:  # noqa: ARG002
        """None of one's own: permissions come with roles, and every page would ask for these."""
        return Permission.objects.none()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Those of the roles; an applicant has none, and every page of theirs would ask."""
        if not (user_obj.is_superuser or getattr(user_obj, "has_roles", True)):
            return set()
        return set(super().get_all_permissions(user_obj, obj))
