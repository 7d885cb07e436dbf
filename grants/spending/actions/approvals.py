"""Who may approve an expenditure: the grant's limits by role and amount, and two people or one."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from grants.awards.models import Grant
from grants.spending.errors import AboveLimit
from grants.spending.models import ApprovalLimit, Expenditure
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw


def limits_of(grant: Grant, amount: int) -> list[ApprovalLimit] | None:
    """The limits that reach the amount; None where the grant has no limits at all."""
    limits = list(ApprovalLimit.objects.filter(grant=grant))
    reaching = [one for one in limits if one.up_to is None or one.up_to >= amount]
    return reaching if limits else None


def limits_in_words(grant: Grant, amount: int) -> list[str]:
    """Who may approve so much, for the page; nothing where the grant sets no limit."""
    limits = limits_of(grant, amount)
    if limits == []:
        return [_("Nobody: no limit of this grant reaches %(amount)s.") % {"amount": krw(amount)}]
    return [
        _("%(role)s, two people") % {"role": limit.get_role_display()}
        if limit.approvers > 1
        else str(limit.get_role_display())
        for limit in limits or ()
    ]


def roles_of(user: User) -> frozenset[str]:
    return frozenset(user.groups.values_list("name", flat=True))


def approvers_needed(grant: Grant, amount: int, roles: Collection[str]) -> int | None:
    """How many people approve where one of these roles does; None where they may not."""
    limits = limits_of(grant, amount)
    if limits is None:
        return 1
    return min((limit.approvers for limit in limits if limit.role in roles), default=None)


def check(expenditure: Expenditure, grant: Grant, *, by: User) -> int:
    """How many people approve it; refused where the person's role does not reach so far."""
    needed = approvers_needed(grant, expenditure.amount, roles_of(by))
    if needed is None:
        raise AboveLimit(
            _("%(amount)s is above what your role approves in this grant.")
            % {"amount": krw(expenditure.amount)},
            then=[
                _("It can be approved by: %(who)s.")
                % {"who": "; ".join(limits_in_words(grant, expenditure.amount))}
            ],
        )
    return needed
