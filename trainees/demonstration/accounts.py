"""Demonstration accounts: one a role, one password, all at example.org."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp

from ivi_training.accounts.actions import accounts
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role

PASSWORD = "bio-intensive-2022"  # noqa: S105 - public: it stands in the README
NAMES = {
    Role.APPLICANT: "Nguyễn Thu Hà",
    Role.ADMISSIONS: "Song Mirae",
    Role.COORDINATOR: "Han Jiwoo",
    Role.REVIEWER: "Dr Adaeze Okonkwo",
    Role.LEAD: "Dr Yoon Seojin",
    Role.FINANCE: "Baek Doyun",
    Role.APPROVER: "Lim Sunhee",
    Role.PRIVACY: "Oh Taemin",
    Role.AUDITOR: "Jang Hyejin",
    Role.ADMINISTRATOR: "Kwon Eunji",
}


def make() -> dict[Role, User]:
    return {role: _account(role) for role in Role}


def find() -> list[User]:
    by_email = {u.email: u for u in User.objects.filter(email__in=[_email(r) for r in Role])}
    return [by_email[_email(role)] for role in Role if _email(role) in by_email]


def close() -> int:
    """Close every account with a public password for good; what it has done stays on record."""
    open_ones = User.objects.filter(is_demonstration=True, is_active=True)
    for user in open_ones:
        user.set_unusable_password()
        user.is_active = False
        user.save(update_fields=["password", "is_active"])
        accounts.end_sessions(user)
    return len(open_ones)


def _email(role: Role) -> str:
    return f"{role}@example.org"


def _account(role: Role) -> User:
    user = User.objects.filter(email=_email(role)).first()
    if user is None:
        user = User.objects.create_user(
            _email(role), PASSWORD, name=NAMES[role], is_demonstration=True
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        accounts.set_roles(user, [role], by=None)
        if role is not Role.APPLICANT:
            # In development a page shows the present code (ivi_training/local).
            totp.TOTP.activate(user, totp.generate_totp_secret())
    return user
