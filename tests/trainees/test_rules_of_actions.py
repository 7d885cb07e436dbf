"""What a page or a form refuses, its action refuses by itself: whoever calls it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.calls.actions import calls
from courses.calls.models import Call
from courses.programs.models import Stream
from grants.commitments.statuses import ItemKind
from ivi_training.accounts.models import User
from ivi_training.accounts.statuses import RefusalGround
from ivi_training.guards.errors import RuleBroken
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import CallFactory, CohortFactory, ProgramFactory, close, open_call
from tests.factories.endorsements import endorsement
from tests.factories.onboardings import sent_in
from tests.factories.reviews import (
    frozen_ranking,
    reviewer,
    rubric_for,
    stored_run,
    submitted_review,
)
from tests.factories.trainees import (
    ApplicantFactory,
    condition,
    draft,
    eligible,
    offered,
    quota,
    submitted,
)
from trainees.applying.actions import drafts, endorsements
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.errors import (
    ApplicationIncomplete,
    ApplicationsClosed,
    CohortNotOffered,
    EndorserRefused,
)
from trainees.applying.models import Application
from trainees.joining.actions import conditions, enrolments, offers, onboardings, pledges
from trainees.joining.errors import ConditionClosed, DeadlinePassed, NoSuchEnd, PayerUnnamed
from trainees.joining.statuses import ConditionStatus, EnrolmentStatus, Payer
from trainees.places.actions import quotas
from trainees.places.errors import NothingRevised, QuotaElsewhere
from trainees.places.models import Quota, QuotaRule
from trainees.records.actions import corrections, erasures
from trainees.records.errors import FactTakenAway, RefusalUnexplained
from trainees.reviewing.actions import assignments
from trainees.reviewing.actions.assignments import AssignmentRequest
from trainees.reviewing.errors import NotReviewer, ReviewsChanged
from trainees.screening.actions import returns, stream_decisions, submissions
from trainees.screening.errors import AnswerIncomplete, StreamNotOpen
from trainees.selecting.actions import allocation_runs

pytestmark = pytest.mark.django_db
PERSON = Endorser("Dr. Nguyen", "Director", "Nanogen", "director@nanogen.example")


def not_yet() -> Call:
    call = CallFactory(opens_at=timezone.now() + timedelta(days=1))
    call.cohorts.add(CohortFactory(program=call.program))
    calls.publish(call, by=UserFactory())
    return call


def over() -> Call:
    call = open_call()
    close(call)
    call.refresh_from_db()
    return call


def of_another_call() -> None:
    asked = endorsement()
    other = draft(open_call())
    endorsements.ask(other, asked.rule, PERSON, by=other.applicant.user)


def for_another_cohort() -> None:
    begun = draft(open_call())
    begun.cohort = CohortFactory(program=begun.call.program)
    drafts.save(begun, begun.applicant)


def of_a_cohort_that_was_taken_out() -> None:
    begun = draft(open_call())
    begun.call.cohorts.set([CohortFactory(program=begun.call.program)])
    submissions.submit(begun, by=begun.applicant.user)


def by_oneself(act: Callable[..., None], **facts: Any) -> Callable[[], None]:
    def refused() -> None:
        asked = endorsement()
        act(asked, **facts, by=asked.application.applicant.user)

    return refused


def returned(**facts: Any) -> Callable[[], object]:
    wish = {
        "fields": ["job_title"],
        "papers": [],
        "text": "Why?",
        "due_at": timezone.now() + timedelta(days=7),
    }
    return lambda: returns.ask(submitted(), **wish | facts, by=UserFactory())


def unchanged() -> None:
    made = quota(CohortFactory(), 10)
    quotas.record_new(made, by=UserFactory())
    facts: dict[str, Any] = {"reason": "A letter", "reference": "", "by": UserFactory()}
    quotas.revise(made.program, {made: 10}, effective_on=timezone.localdate(), **facts)


def settled(to: ConditionStatus) -> Callable[[], None]:
    return lambda: conditions.settle(condition(offered()), to, by=UserFactory())


def stream_elsewhere() -> Stream:
    return ProgramFactory().streams.first()


def stream_decided(application: Application, stream: Stream) -> None:
    stream_decisions.decide(application, stream, by=UserFactory(), reason="Why")


def unclassified() -> Application:
    """Whose stream the rules leave to a person."""
    return submitted(applicant__nationality="VE")


def decided_for_a_draft() -> None:
    begun = draft(open_call())
    stream_decided(begun, begun.call.program.streams.first())


def reviewed_by(person: User) -> None:
    application = eligible()
    rubric_for(application.call)
    assignments.preview(application.cohort, AssignmentRequest(None, [reviewer(), person]))


def revised_with(thing: Quota | QuotaRule) -> None:
    own = quota(CohortFactory(), 10)
    quotas.record_new(own, by=UserFactory())
    agreed: dict[Quota, Any] = {own: 11} | ({thing: 5} if isinstance(thing, Quota) else {})
    rules = {thing: 5} if isinstance(thing, QuotaRule) else {}
    facts: dict[str, Any] = {"reason": "A letter", "reference": "", "by": UserFactory()}
    quotas.revise(own.program, agreed, rules=rules, effective_on=timezone.localdate(), **facts)


def rule_elsewhere() -> QuotaRule:
    rule = QuotaRule(program=ProgramFactory(), name_en="Country", fact="country", ceiling=5)
    return quotas.add_rule(rule, by=UserFactory())


def ended(to: EnrolmentStatus) -> None:
    enrolment = offers.accept(offered(), by=UserFactory())
    enrolment.move(EnrolmentStatus.IN_TRAINING, by=UserFactory())
    enrolments.end(enrolment, to, by=UserFactory(), reason="Why")


def deferred_as_an_end() -> None:
    enrolment = offers.accept(offered(), by=UserFactory())
    enrolments.end(enrolment, EnrolmentStatus.DEFERRED, by=UserFactory(), reason="Why")


def by_a_ranking_before_the_last() -> None:
    cohort = submitted_review().application.cohort
    old = frozen_ranking(cohort)
    frozen_ranking(cohort)
    stored_run(old)


def staged_by_a_ranking_before_the_last() -> None:
    cohort = submitted_review().application.cohort
    run = stored_run(frozen_ranking(cohort))
    frozen_ranking(cohort)
    allocation_runs.stage(run, by=UserFactory())


def paid_by_nobody() -> None:
    facts = {"payer": Payer.THIRD_PARTY, "kind": ItemKind.AIRFARE, "pledged": 5}
    pledges.record(submitted(), by=UserFactory(), **facts)


def blanked() -> None:
    asked = corrections.ask(submitted().applicant, text="Wrong")
    corrections.correct(asked, facts={"given_names": ""}, note="Done", by=UserFactory())


def refused_without_words() -> None:
    asked = erasures.ask(UserFactory())
    erasures.refuse(asked, ground=RefusalGround.KEPT_BY_LAW, note="", by=UserFactory())


def for_a_stranger_in_the_call() -> None:
    begun = draft(open_call())
    begun.cohort = CohortFactory()
    begun.call.cohorts.add(begun.cohort)
    drafts.save(begun, begun.applicant)


def given_back_too_late() -> None:
    onboardings.give_back(sent_in(), text="Why?", due_at=timezone.now(), by=UserFactory())


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (ApplicationsClosed, lambda: draft(not_yet())),
        (ApplicationsClosed, lambda: draft(over())),
        (CohortNotOffered, for_another_cohort),
        (CohortNotOffered, for_a_stranger_in_the_call),
        (StreamNotOpen, lambda: stream_decided(unclassified(), stream_elsewhere())),
        (StreamNotOpen, decided_for_a_draft),
        (NotReviewer, lambda: reviewed_by(UserFactory())),
        (NotReviewer, lambda: reviewed_by(reviewer(is_active=False))),
        (QuotaElsewhere, lambda: revised_with(quota(CohortFactory(), 10))),
        (QuotaElsewhere, lambda: revised_with(rule_elsewhere())),
        (NoSuchEnd, lambda: ended(EnrolmentStatus.COMPLETED)),
        (NoSuchEnd, lambda: ended(EnrolmentStatus.NOT_COMPLETED)),
        (NoSuchEnd, deferred_as_an_end),
        (ReviewsChanged, by_a_ranking_before_the_last),
        (ReviewsChanged, staged_by_a_ranking_before_the_last),
        (PayerUnnamed, paid_by_nobody),
        (FactTakenAway, blanked),
        (RefusalUnexplained, refused_without_words),
        (ApplicationIncomplete, of_a_cohort_that_was_taken_out),
        (EndorserRefused, of_another_call),
        (EndorserRefused, by_oneself(endorsements.decline, reason="No")),
        (EndorserRefused, by_oneself(endorsements.sign, name="I", releases_time=None, text="")),
        (DeadlinePassed, returned(due_at=timezone.now())),
        (AnswerIncomplete, returned(fields=[])),
        (DeadlinePassed, given_back_too_late),
        (ConditionClosed, settled(ConditionStatus.MISSED)),
        (ConditionClosed, settled(ConditionStatus.WAIVED)),
        (NothingRevised, unchanged),
    ],
)
def test_action_refuses(refusal: type[RuleBroken], act: Callable[[], object]):
    with pytest.raises(refusal) as refused:
        act()
    assert str(refused.value.message)


def test_first_draft_is_not_saved_by_a_crafted_request_where_the_call_is_not_open():
    for call in (not_yet(), over()):
        applicant = ApplicantFactory()
        client = as_user(applicant.user)
        for step in ("course/", "all/"):
            page = client.post(
                f"/calls/{call.code}/apply/{step}",
                {"cohort": call.cohorts.get().pk, "seen": "0", "asked": ""},
                follow=True,
            )
            assert "This call does not take applications now" in page.content.decode()
        assert not Application.objects.filter(call=call).exists()


def test_draft_that_was_begun_in_time_is_saved_after_the_end():
    application = draft(open_call())
    close(application.call)
    application.refresh_from_db()
    application.job_title = "Head of quality"
    drafts.save(application, application.applicant)
    assert Application.objects.get().job_title == "Head of quality"


def test_refused_submission_carries_what_is_missing_and_changes_nothing():
    application = draft(open_call(), job_title="")
    with pytest.raises(ApplicationIncomplete) as refused:
        submissions.submit(application, by=application.applicant.user)
    fields = [gap.field for gap in refused.value.gaps]
    assert "job_title" in fields
    assert [str(gap) for gap in refused.value.gaps] == list(refused.value.then)
    application.refresh_from_db()
    assert application.status == "draft"
