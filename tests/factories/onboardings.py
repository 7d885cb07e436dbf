"""Forms after acceptance: published for a call, asked of a trainee, answered, sent in."""

from typing import Any

from courses.calls.models import Call, FormVersion
from tests.factories.courses import open_call
from tests.factories.forms import form_for
from tests.factories.trainees import offered
from trainees.joining.actions import offers, onboardings
from trainees.joining.models import Onboarding

QUESTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("passport", "short", {"label_ko": "여권번호"}),
    ("from_abroad", "yes_no", {}),
    ("airport", "short", {"shown_if": "from_abroad", "shown_values": ["yes"]}),
    ("meals", "short", {"is_required": False}),
    ("copy", "file", {"is_required": False}),
]
ANSWERS = {"passport": "M123", "from_abroad": "no"}


def acceptance_form(
    call: Call, questions: list[tuple[str, str, dict[str, Any]]] = QUESTIONS
) -> FormVersion:
    return form_for(call, questions, stage="acceptance")


def asked(call: Call | None = None, **facts: Any) -> Onboarding:
    """A trainee who has accepted and not answered yet."""
    call = call or open_call()
    if FormVersion.objects.in_force(call.pk, "acceptance") is None:
        acceptance_form(call)
    offer = offered(call, **facts)
    offers.accept(offer, by=offer.application.applicant.user)
    return onboarding_of(offer.application)


def onboarding_of(application: Any) -> Onboarding:
    found = onboardings.newest(application)
    assert found is not None
    return found


def answer(onboarding: Onboarding, **values: Any) -> None:
    """Answer questions of the newest form by key; None takes an answer back."""
    known = {question.key: question for question in onboardings.read(onboarding).questions}
    onboardings.save(onboarding, {known[key]: value for key, value in values.items()})


def sent_in(call: Call | None = None, **facts: Any) -> Onboarding:
    onboarding = asked(call, **facts)
    answer(onboarding, **ANSWERS)
    onboardings.send_in(onboarding, by=onboarding.application.applicant.user)
    return onboarding
