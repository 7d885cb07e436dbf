"""Roles as groups: each holds exactly the permissions that the apps declare for it."""

from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from ivi_training.guards.permissions import Role

# By name, for this is the lowest of them and must not import the others.
APPS = ("ivi_training", "courses", "grants", "trainees")


class UnknownName(LookupError):
    """A declaration names a role or a permission that does not exist."""


@transaction.atomic
def sync() -> None:
    """Make a group for each role and give it what is declared, no more; refuse unknown names."""
    declared = _declared()
    permissions = _permissions({name for names in declared.values() for name in names})
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([permissions[name] for name in declared[role]])


def _declared() -> Mapping[str, set[str]]:
    """Unite what the apps declare; an app may declare nothing."""
    declared: defaultdict[str, set[str]] = defaultdict(set)
    for app in APPS:
        if find_spec(f"{app}.permissions") is None:
            continue
        for role, names in getattr(
            import_module(f"{app}.permissions"), "ROLE_PERMISSIONS", {}
        ).items():
            if role not in Role.values:
                msg = f"{app}.permissions declares the role “{role}”, which does not exist."
                raise UnknownName(msg)
            declared[role] |= set(names)
    return declared


def _permissions(names: set[str]) -> dict[str, Permission]:
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    if unknown := sorted(names - found.keys()):
        msg = f"No such permission: {', '.join(unknown)}."
        raise UnknownName(msg)
    return found
