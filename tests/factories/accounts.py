"""Accounts, one a role."""

import factory
from django.contrib.auth.models import Group
from django.core.management import call_command

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import STAFF_ROLES, Role
from tests.databases import as_owner


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Faker("name")

    @factory.post_generation
    def roles(self: User, _create: bool, roles: list[Role] | None) -> None:  # noqa: FBT001
        if roles and not Group.objects.exists():
            # A test with real commits has emptied every table, the roles with them.
            with as_owner():
                call_command("sync_roles", verbosity=0)
        self.groups.set(Group.objects.filter(name__in=roles or []))
        if set(roles or []) & STAFF_ROLES:
            self.is_staff = True
            self.save(update_fields=["is_staff"])


def user_with(role: Role) -> User:
    return UserFactory(email=f"{role}@example.org", roles=[role])
