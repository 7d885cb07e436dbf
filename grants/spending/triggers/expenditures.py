"""What the database asks of an expenditure: evidence, its sources, who approves, its entries."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.spending.statuses import ExpenditureStatus, PaymentMethod

_REFUSE = "USING ERRCODE = 'integrity_constraint_violation'"
_POSTED = (ExpenditureStatus.APPROVED, ExpenditureStatus.PAID, ExpenditureStatus.SETTLED,
           ExpenditureStatus.DISALLOWED)  # fmt: skip
_PAID = _POSTED[1:]
_NOT_PAID = Q(
    paid_on__isnull=True,
    method="",
    payment_reference="",
    paid_amount__isnull=True,
    paid_rate__isnull=True,
)

CHECKS = [
    models.CheckConstraint(
        name="expenditure_supply_and_vat_make_amount",
        condition=Q(supply__gt=0, vat__gte=0, amount=F("supply") + F("vat")),
        violation_error_message=_("The supply amount and the VAT make the amount."),
    ),
    models.CheckConstraint(
        name="expenditure_foreign_is_whole",
        condition=Q(
            currency="",
            foreign_amount__isnull=True,
            rate__isnull=True,
            paid_rate__isnull=True,
        )
        | (
            ~Q(currency="")
            & Q(foreign_amount__isnull=False, foreign_amount__gt=0, rate__isnull=False)
        ),
        violation_error_message=_("Give the currency, the amount and the rate together."),
    ),
    models.CheckConstraint(
        name="expenditure_first_approved_by_another",
        condition=Q(first_approved_by__isnull=True, first_approved_at__isnull=True)
        | (
            Q(first_approved_by__isnull=False, first_approved_at__isnull=False)
            & ~Q(status=ExpenditureStatus.DRAFT)
            & ~Q(first_approved_by=F("recorded_by"))
            & (Q(approved_by__isnull=True) | ~Q(first_approved_by=F("approved_by")))
        ),
        violation_error_message=_("Two approvals are given by two other people."),
    ),
    models.CheckConstraint(
        name="expenditure_payment_is_whole",
        condition=(~Q(status__in=_PAID) & _NOT_PAID)
        | (
            Q(status__in=[*_PAID, ExpenditureStatus.REVERSED])
            & Q(
                paid_on__isnull=False,
                paid_amount__isnull=False,
                paid_amount__gte=0,
                method__in=PaymentMethod.values,
            )
            & (
                Q(currency="", paid_amount=F("amount"))
                | (~Q(currency="") & Q(paid_rate__isnull=False))
            )
        ),
        violation_error_message=_("A payment has its day, its method and its amount."),
    ),
    models.CheckConstraint(
        name="expenditure_disallowed_has_amount_and_reason",
        condition=Q(
            ~Q(status=ExpenditureStatus.DISALLOWED),
            disallowed_amount__isnull=True,
            disallowed_reason="",
        )
        | (
            Q(
                status=ExpenditureStatus.DISALLOWED,
                disallowed_amount__isnull=False,
                disallowed_amount__gt=0,
            )
            & ~Q(disallowed_reason="")
        ),
        violation_error_message=_("What is disallowed has an amount and a reason."),
    ),
]

# The subsidy's part: what of an expenditure the ledger of the grant accounts for.
SUBSIDY = """(SELECT coalesce(sum(s.amount), 0) FROM grants_fundingshare s
      JOIN grants_fundingsource f ON f.id = s.source_id AND f.kind = 'subsidy'
     WHERE s.expenditure_id = {x}.id)"""


def _in(statuses: tuple[ExpenditureStatus, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


# Expenditures among `ids` whose entries are not what their status and their payment say. What came
# back and what was disallowed are both taken from what was spent: together no more than that.
NOT_AS_POSTED = f"""
    SELECT 1 FROM grants_expenditure x
      LEFT JOIN LATERAL (
        SELECT sum(CASE WHEN to_bucket = 'spent' THEN amount ELSE 0 END
                 - CASE WHEN from_bucket = 'spent' THEN amount ELSE 0 END)
                   FILTER (WHERE kind <> 'recovery') AS spent,
               sum(CASE WHEN to_bucket = 'exchange' THEN amount ELSE 0 END
                 - CASE WHEN from_bucket = 'exchange' THEN amount ELSE 0 END) AS exchange,
               sum(amount) FILTER (WHERE kind = 'recovery') AS came_back,
               bool_or(coalesce(to_line_id, from_line_id) <> x.line_id) AS elsewhere
          FROM grants_ledgerentry
         WHERE expenditure_id = x.id) e ON true
      CROSS JOIN LATERAL (SELECT {SUBSIDY.format(x="x")} AS amount) subsidy
     WHERE x.id IN ({{ids}}) AND (
           coalesce(e.spent, 0) <> CASE WHEN x.status IN ({_in(_POSTED)})
               THEN subsidy.amount - coalesce(x.disallowed_amount, 0) ELSE 0 END
        OR coalesce(e.exchange, 0) <> CASE WHEN x.status IN ({_in(_PAID)}) AND subsidy.amount > 0
               THEN x.paid_amount - x.amount ELSE 0 END
        OR coalesce(e.elsewhere, false)
        OR coalesce(x.disallowed_amount, 0) + coalesce(e.came_back, 0) > subsidy.amount)
"""

# Amount in won, half to even, of what a rate makes of a foreign amount; exact, without a division.
_WON = """(div({amount} * {rate}.rate, {rate}.per) + CASE
      WHEN 2 * mod({amount} * {rate}.rate, {rate}.per) > {rate}.per THEN 1
      WHEN 2 * mod({amount} * {rate}.rate, {rate}.per) = {rate}.per
           THEN mod(div({amount} * {rate}.rate, {rate}.per), 2) ELSE 0 END)"""


def _converts(column: str, won: str) -> str:
    return f"""
    IF NEW.{column}_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM grants_exchangerate r WHERE r.id = NEW.{column}_id
           AND r.currency = NEW.currency
           AND NEW.{won} = {_WON.format(amount="NEW.foreign_amount", rate="r")}) THEN
        RAISE EXCEPTION 'an amount in won is what the rate makes of it' {_REFUSE};
    END IF;
"""


CONVERTED = pgtrigger.Trigger(
    name="converted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.currency <> ''"),
    func=f"{_converts('rate', 'amount')}{_converts('paid_rate', 'paid_amount')}    RETURN NEW;",
)

# What was paid and what was disallowed is said once, with the move to it.
PAYMENT_STANDS = pgtrigger.Protect(
    name="payment_stands",
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "((OLD.paid_on IS NOT NULL AND ((OLD.paid_on, OLD.method, OLD.paid_amount, "
        "OLD.payment_reference, OLD.paid_rate_id) IS DISTINCT FROM (NEW.paid_on, NEW.method, "
        "NEW.paid_amount, NEW.payment_reference, NEW.paid_rate_id))) OR (OLD.disallowed_amount "
        "IS NOT NULL AND ((OLD.disallowed_amount, OLD.disallowed_reason) IS DISTINCT FROM "
        "(NEW.disallowed_amount, NEW.disallowed_reason))))"
    ),
)
KEPT = pgtrigger.Protect(
    name="kept",
    operation=pgtrigger.Delete,
    condition=pgtrigger.Q(~pgtrigger.Q(old__status="draft")),
)

# Asked here as in the action, since rules of evidence may be added while somebody hands in.
HANDED_IN = pgtrigger.Trigger(
    name="handed_in_whole",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__status="draft", new__status="submitted"),
    func=f"""
    IF NOT EXISTS (SELECT 1 FROM grants_evidence e WHERE e.expenditure_id = NEW.id) OR EXISTS (
        SELECT 1 FROM grants_evidencerule r JOIN grants_budgetline l ON l.id = NEW.line_id
         WHERE (r.line_id = l.id OR r.category_id = l.category_id) AND NOT EXISTS (
             SELECT 1 FROM grants_evidence e
              WHERE e.expenditure_id = NEW.id AND e.kind = ANY(r.kinds))) THEN
        RAISE EXCEPTION 'evidence is missing' {_REFUSE};
    END IF;
    RETURN NEW;
""",
)

# A limit that the person has a role for, and that reaches the amount.
_LIMIT = """FROM grants_approvallimit a
      JOIN grants_budgetline l ON l.id = NEW.line_id AND l.grant_id = a.grant_id
      JOIN auth_group g ON g.name = a.role
      JOIN ivi_training_user_groups u ON u.group_id = g.id AND u.user_id = {user}
     WHERE a.up_to IS NULL OR a.up_to >= NEW.amount"""
# The smallest number of approvers of all the roles that reach so far; none of them is a refusal.
WITHIN_LIMITS = pgtrigger.Trigger(
    name="within_limits",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__status="submitted", new__status="approved"),
    declare=[("needed", "integer")],
    func=f"""
    IF EXISTS (SELECT 1 FROM grants_approvallimit a JOIN grants_budgetline l
                  ON l.id = NEW.line_id AND l.grant_id = a.grant_id) THEN
        SELECT min(a.approvers) INTO needed {_LIMIT.format(user="NEW.approved_by_id")};
        IF needed IS NULL OR (needed > 1 AND NOT EXISTS (
            SELECT 1 {_LIMIT.format(user="NEW.first_approved_by_id")})) THEN
            RAISE EXCEPTION 'the limits of this grant ask for another approver' {_REFUSE};
        END IF;
    END IF;
    RETURN NEW;
""",
)

POSTED = pgtrigger.Trigger(
    name="posted_as_it_stands",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func=f"""
    IF EXISTS ({NOT_AS_POSTED.format(ids="NEW.id")}) THEN
        RAISE EXCEPTION 'the ledger does not hold what this expenditure says' {_REFUSE};
    END IF;
    RETURN NULL;
""",
)


def shares_make_the_whole(expenditures: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Judge at the end of the transaction whether the parts make the whole."""
    return pgtrigger.Trigger(
        name="parts_make_the_whole",
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"""
    IF EXISTS (
        SELECT 1 FROM grants_expenditure x JOIN grants_budgetline l ON l.id = x.line_id
          LEFT JOIN grants_fundingshare s ON s.expenditure_id = x.id
          LEFT JOIN grants_fundingsource f ON f.id = s.source_id
         WHERE x.id IN ({expenditures})
         GROUP BY x.id HAVING x.amount <> coalesce(sum(s.amount), 0)
             OR bool_or(f.grant_id <> l.grant_id)) THEN
        RAISE EXCEPTION 'the parts of the sources of its grant do not make the amount' {_REFUSE};
    END IF;
    RETURN NULL;
""",
    )


def frozen_after_submission(*, may_be_added: bool) -> pgtrigger.Trigger:
    """Rows of an expenditure that are neither changed nor removed once it is handed in."""
    may_add = "TG_OP <> 'INSERT'" if may_be_added else "true"
    return pgtrigger.Trigger(
        name="stands_once_handed_in",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("stands_as", "text")],
        # Read under a lock, so that one who hands it in meanwhile is waited for.
        func=f"""
    IF TG_OP <> 'INSERT' THEN
        SELECT status INTO stands_as FROM grants_expenditure
         WHERE id = OLD.expenditure_id FOR SHARE;
        IF stands_as <> 'draft' THEN
            RAISE EXCEPTION 'what was handed in stands' {_REFUSE};
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT status INTO stands_as FROM grants_expenditure
     WHERE id = NEW.expenditure_id FOR SHARE;
    IF stands_as <> 'draft' AND {may_add} THEN
        RAISE EXCEPTION 'what was handed in stands' {_REFUSE};
    END IF;
    RETURN NEW;
""",
    )
