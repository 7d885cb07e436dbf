"""Second factors: who needs one, whether they have one, and which one may not go."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from ivi_training.accounts.authentication import may_have_role
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role

# Recovery codes stand in for one of these; by themselves they are none.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_KNOWN = "has_second_factor"


def is_needed_by(user: Any) -> bool:
    """Whether the person may do more than apply: whoever has a role, the applicant's apart."""
    if user.is_superuser:
        return True
    return may_have_role(user) and bool(user.groups.exclude(name=Role.APPLICANT).exists())


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def is_enough(request: HttpRequest) -> bool:
    """Whether this session may go on: it used a second factor, or its account needs none.

    Asked of every page of whoever has a role: a session says by itself how it was signed in, and
    remembers what the database has said.
    """
    session, user = request.session, request.user
    records = get_authentication_records(request, user)  # type: ignore[arg-type]  # of a session
    if session.get(_KNOWN) == user.pk or any(one.get("method") == "mfa" for one in records):
        return True
    if has_one(user) or not is_needed_by(user):  # type: ignore[arg-type]  # as above
        session[_KNOWN] = user.pk
        return True
    return False


def may_remove(authenticator: Authenticator) -> bool:
    """Whether one may go: whoever has a role keeps at least one that works."""
    if authenticator.type not in KINDS or not is_needed_by(authenticator.user):
        return True
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=KINDS)
    return others.exclude(pk=authenticator.pk).exists()
