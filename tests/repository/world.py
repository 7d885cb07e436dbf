"""One row of everything, and what the database answers to a write that goes past the actions."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from pghistory.models import Event

from courses.calls.models import Call
from courses.programs.models import Program
from grants.awards.models import BudgetLine, FundingSource
from grants.budgets.actions import overruns, periods, transfers
from grants.budgets.models import TransferPair
from grants.commitments.actions import engagements
from grants.commitments.actions import recoveries as commitments_recoveries
from grants.ledger.actions import checkpoints
from grants.rates.actions import exchange_rates
from grants.rates.models import ExchangeRate
from grants.spending.actions import expenditures, payments, recoveries, reversals
from grants.spending.actions.recoveries import Receipt
from grants.spending.models import ApprovalLimit, EvidenceRule
from ivi_training.accounts.models import Erasure
from ivi_training.outbox.models import MailPause, RefusedAddress
from tests.databases import as_owner, ignoring
from tests.factories.accounts import UserFactory
from tests.factories.budgets import approver, asked, overrun, policy_for
from tests.factories.courses import CohortFactory, open_call, rule_of
from tests.factories.endorsements import endorsement as ask_for
from tests.factories.endorsements import endorsement_rule
from tests.factories.engagements import engaged
from tests.factories.files import pdf
from tests.factories.forms import form_for, handed_in
from tests.factories.grants import (
    grant_for,
    imported,
    line_of,
    other_countries,
    package_for,
    payment,
    recorded,
)
from tests.factories.ledger import closed_period, deadline_of, settled, tranche
from tests.factories.money import exchange_rate
from tests.factories.onboardings import ANSWERS, acceptance_form, onboarding_of
from tests.factories.onboardings import answer as answer_before_coming
from tests.factories.payers import pledged, spend
from tests.factories.retention import retention_rule
from tests.factories.reviews import frozen_ranking, reviewer, stored_run, submitted_review
from tests.factories.trainees import (
    ApplicantFactory,
    OrganisationFactory,
    condition,
    deferral,
    open_cohort,
    quota,
)
from trainees.applying.models import Application
from trainees.costs.actions import disagreements
from trainees.costs.actions.disagreements import FoundDisagreement
from trainees.costs.statuses import Disagreement
from trainees.joining.actions import offers
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.online.actions import online
from trainees.places.actions import floors, quotas, vacancies
from trainees.places.models import QuotaRule
from trainees.records.actions import (
    data_exports,
    duplicates,
    organisation_merges,
    people_merges,
    retention,
    retention_rules,
)
from trainees.records.models import Correction, DestroyedApplication, Destruction
from trainees.reviewing.models import ConflictOfInterest, Reviewer
from trainees.reviewing.statuses import ConflictKind
from trainees.screening.actions import findings, returns
from trainees.selecting.actions import decisions, promotions, publications
from trainees.selecting.models import Appeal, Decision, PassedOver
from trainees.selecting.statuses import DecisionReason

APPS = ("ivi_training", "courses", "grants", "trainees")
Step = Callable[[], Any]


def tables() -> Iterator[type[models.Model]]:
    """Our tables, without views and the history that the database writes of them."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.managed and not issubclass(model, Event):
                yield model


def build() -> None:
    """A trainee with all that led to them, a budget with all that moves it, and some mail."""
    cohort = CohortFactory()
    by = UserFactory()
    quotas.record_new(quota(cohort, 5), by=by)
    quotas.add_rule(
        QuotaRule(program=cohort.program, name_en="Country", fact="country", ceiling=5), by=by
    )
    women = quota(cohort, 5, "Women", gender="female", floor=1)
    floors.release(women, reason="Few applied", reference="", by=by)
    line = package(cohort.program)
    asking(call := open_call(cohort))
    endorsement_rule(call, is_required=False)
    rule_of(call, "group", facts=["citizenship"], income_groups=["LM"])
    application = screened(call)
    judge(application)
    wait(application)
    offer = Offer.objects.select_related(
        "application__applicant__user", "application__cohort", "application__call", "place",
        "commitment",
    ).get(application=application)  # fmt: skip
    Appeal.objects.create(application=application, text="Look again")
    Correction.objects.create(applicant=application.applicant, text="My birth date is wrong")
    tell_apart(application)
    answer(offer)
    data_exports.ask(application.applicant.user)
    keep_books(line)
    RefusedAddress.objects.create(address=f"gone{cohort.pk}@example.org", response="550")
    now = timezone.now()
    MailPause.objects.update_or_create(id=1, defaults={"since": now, "until": now, "reason": "535"})
    judge_now()


def package(program: Program) -> BudgetLine:
    """A line with a package of one cost, and a region band."""
    line = line_of(grant_for(program))
    package_for(line, amount=1_000)
    other_countries(line.grant)
    return line


def lose(offer: Offer) -> None:
    """As if somebody were lost on whom money was spent: one part is owed, the other came back."""
    for _number in range(2):
        spend(offer.place.cohort, 50)
    _owed, back = commitments_recoveries.open_for(offer.commitment, why="Left", by=UserFactory())
    receipt = Receipt(back.amount, timezone.localdate(), "Transfer", "one")
    recoveries.receive(back, receipt=receipt, by=UserFactory())


def asking(call: Call) -> None:
    """Questions of its own at both stages."""
    form_for(call)
    acceptance_form(call)


def keep_books(line: BudgetLine) -> None:
    """Less came than was spent, one entry was wrong, and the end of the day is written down."""
    move_money(line)
    engaged(line)
    engagements.close(engaged(line), reason="All paid", by=UserFactory())
    expenditures.approve(recorded(line), by=UserFactory())
    tranche(line.grant, 5_000)
    wrong, today = tranche(line.grant, 1), timezone.localdate()
    reversals.reverse(wrong, reason="Typed wrong", effective_on=today, by=UserFactory())
    checkpoints.make()
    misread = exchange_rate(source=f"Bank {line.pk}")
    exchange_rates.correct(misread, rate=Decimal(1300), per=1, reason="Misread", by=UserFactory())
    FundingSource.objects.create(grant=line.grant, kind="own", name="IVI", agreed=5_000)
    spend_on_bills(misread.superseded_by, line)
    first = closed_period(line.grant)
    settled(line.grant)
    deadline_of(line.grant)
    wish = periods.ask_reopening(first, reason="Late", by=UserFactory())
    periods.agree_reopening(wish, by=UserFactory())
    following = closed_period(line.grant)
    periods.ask_reopening(following, reason="Later", by=UserFactory())
    line.grant.periods.filter(closed_at=None).delete()


def spend_on_bills(rate: ExchangeRate, line: BudgetLine) -> None:
    """A foreign bill, paid and disallowed in part; a file of bills; what is asked of others."""
    abroad = recorded(line, currency="USD", foreign_amount=Decimal(2), rate=rate)
    expenditures.approve(abroad, by=UserFactory())
    payments.pay(abroad, payment=payment(rate=rate), by=UserFactory())
    payments.disallow(abroad, amount=600, reason="Alcohol", by=UserFactory())
    imported(line)
    EvidenceRule.objects.create(line=line, kinds=["tax_invoice", "card_slip"])
    ApprovalLimit.objects.create(grant=line.grant, role="administrator", up_to=9_000, approvers=2)


def move_money(line: BudgetLine) -> None:
    """A policy with a pair, a transfer that was approved and one that waits, an overrun of each."""
    other = line_of(line.grant, 1_000, code="220-01", category="Travel")
    policy = policy_for(line.grant)
    TransferPair.objects.create(
        policy=policy, from_category=line.category, to_category=other.category
    )
    transfers.approve(asked(other, line, 100), by=approver())
    asked(other, line, 50)
    overruns.approve(overrun(line, 70), by=UserFactory())
    overrun(line, 80)


def tell_apart(application: Application) -> None:
    """Two people who are two, two who are one, and two employers who are one."""
    by = UserFactory()
    duplicates.mark_different(application.applicant, ApplicantFactory(), reason="Twins", by=by)
    people_merges.merge(ApplicantFactory(), application.applicant, right={}, reason="Same", by=by)
    organisation_merges.merge(OrganisationFactory(), OrganisationFactory(), reason="One", by=by)


def keep(application: Application) -> None:
    """A rule that has run, as if its time had come, and a hold."""
    rule = retention_rule(application.cohort.program, "mail")
    retention_rules.agree(rule, by=UserFactory())
    with ignoring("trainees.DestroyedApplication:is_due"):
        DestroyedApplication.objects.create(
            destruction=Destruction.objects.create(rule=rule), application=application, kind="mail"
        )
    retention.hold(application.applicant, reason="A claim", by=UserFactory())


def answer(offer: Offer) -> None:
    """Paid for in part by another, extended, conditional, accepted; then rather later, or never."""
    pledged(offer.application, 100, kind="other")
    later = offer.respond_by + timedelta(days=5)
    offers.extend(offer, later, by=UserFactory(), reason="Ill")
    condition(offer)
    offers.accept(offer, by=offer.application.applicant.user)
    answer_before_coming(onboarding_of(offer.application), **ANSWERS)
    deferral(offer)
    lose(offer)
    disagreements.record(
        [FoundDisagreement(Disagreement.UNFUNDED, offer.application_id, offer.place.cohort_id)]
    )
    keep(offer.application)
    Erasure.objects.create(user=offer.application.applicant.user)


def screened(call: Call) -> Application:
    """An application that was returned once, answered and found eligible."""
    application, by = handed_in(call), UserFactory()
    ask_for(application)
    asked = returns.ask(
        application, fields=["job_title"], papers=["endorsement"], text="Sign it", by=by,
        due_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    answers, files = {"job_title": "Head"}, {"endorsement": pdf()}
    returns.answer(asked, answers=answers, files=files, by=application.applicant.user)
    findings.mark_eligible([application], by=by)
    return application


def judge(application: Application) -> None:
    """A submitted review of it, somebody who may not make one, a frozen ranking and a run of it."""
    Reviewer.objects.create(user=submitted_review(application).reviewer)
    ConflictOfInterest.objects.create(
        reviewer=reviewer(), application=application, kind=ConflictKind.RECORDED, reason="Friends",
        by=UserFactory(),
    )  # fmt: skip
    stored_run(frozen_ranking(application.cohort))


def wait(application: Application) -> None:
    """On the waiting list first, then promoted, as if it had passed itself over."""
    by = UserFactory()
    decisions.stage(
        [application], outcome=Outcome.WAITLISTED, reason=DecisionReason.MERIT, note="", by=by
    )
    decisions.unstage([application], by=by, why="To be discussed again")
    decisions.stage(
        [application], outcome=Outcome.WAITLISTED, reason=DecisionReason.MERIT, note="", by=by
    )
    staged = list(Decision.objects.staged().filter(application__cohort=application.cohort))
    publications.sign(application.cohort, seen=publications.digest(staged), by=by)
    decisions.publish(application.cohort, by=by)
    open_cohort(application.cohort)
    online.join(application)
    vacancies.note_by_hand(application.cohort, by=by)
    promotion = promotions.run(application.cohort.program_id)[-1]
    promotions.approve(promotion, by=by, reason="Fits")
    PassedOver.objects.create(promotion=promotion, entry=promotion.entry, why="stream")


def put(model: type[models.Model], **facts: Any) -> Step:
    """Write the facts into every row, past all actions; a function among them is asked then."""
    return lambda: model._base_manager.update(**{n: _now(v) for n, v in facts.items()})


def again(model: type[models.Model], **facts: Any) -> Step:
    """Insert a copy of a row with other facts, past all actions."""

    def insert() -> None:
        row = model._base_manager.order_by("pk").first()
        row.pk = None
        row._state.adding = True
        for name, value in facts.items():
            setattr(row, name, _now(value))
        row.save(force_insert=True)

    return insert


def _now(value: Any) -> Any:
    return value() if callable(value) else value


def copy_of_application(reference: str, **facts: Any) -> Application:
    """A second application of the same person, which no action would make."""
    facts = {"status": "withdrawn", "reference": reference} | facts
    unguarded("trainees.Application:status_start", step=again(Application, **facts))()
    return Application.objects.get(reference=reference)


def drop(model: type[models.Model]) -> Step:
    """Delete every row, past all actions and past what Django protects."""
    return lambda: model._base_manager.all()._raw_delete("default")


def empty(model: type[models.Model]) -> Step:
    """Empty the whole table, with all that refers to it."""

    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")

    return truncate


def unguarded(*triggers: str, step: Step) -> Step:
    """The step with triggers off that would refuse it first: what is left stands alone."""

    def tried() -> None:
        with ignoring(*triggers) if triggers else as_owner(), transaction.atomic():
            step()

    return tried


def judge_now() -> None:
    """What the database would judge at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def who_refuses(step: Step) -> str | None:
    """The name of the constraint or the function of the trigger that refuses; None if none does."""
    try:
        # The owner has every right, so that it is triggers and constraints that are asked.
        with as_owner(), transaction.atomic():
            step()
            judge_now()
    except DatabaseError as error:
        asked = error.__cause__.diag
        function = re.search(r"function (pgtrigger_\w+)\(", asked.context or "")
        return asked.constraint_name or (function and function[1])
    return None
