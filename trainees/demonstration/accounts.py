"""Demonstration accounts: one a role, one password, all at example.org."""

from allauth.account.models import EmailAddress

from ivi_training.actions import accounts
from ivi_training.models import User
from ivi_training.permissions import Role

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
    """Make the accounts that are missing, with confirmed addresses."""
    return {role: _account(role) for role in Role}


def find() -> list[User]:
    """The accounts that exist, in the order of the roles."""
    by_email = {u.email: u for u in User.objects.filter(email__in=[_email(r) for r in Role])}
    return [by_email[_email(role)] for role in Role if _email(role) in by_email]


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
    return user
