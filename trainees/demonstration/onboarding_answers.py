"""Before they come: what a dozen trainees are asked after acceptance, and most of them send in."""

from datetime import date, timedelta
from typing import Any

from courses.calls.actions import form_templates, forms
from courses.calls.models import Call, FormQuestion
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from trainees.demonstration.clock import at, noon
from trainees.demonstration.names import KOREA
from trainees.demonstration.papers import paper
from trainees.joining.actions import onboardings
from trainees.joining.models import Enrolment, Onboarding
from trainees.joining.statuses import BEFORE_TRAINING

ASKED, ANSWERING = 12, 9
COMMON = {"emergency_contact": "Brother, +00 555 0100", "needs_consent": "no"}
ABROAD = {
    "from_abroad": "yes",
    "passport_consent": True,
    "needs_consent": "yes",
    "passport_expiry": "2027-03-31",
    "airport": "Capital International",
    "visa_needed": "no",
    "arrival_on": "2022-10-29",
}


def ask(call: Call, cohort: Cohort, on: date, *, by: User) -> None:
    """Publish the form of the templates and ask the last who accepted; the others came as before."""
    with at(noon(on)):
        forms.publish(form_templates.start(call, "acceptance"), by=by)
        trainees = Enrolment.objects.filter(cohort=cohort, status__in=BEFORE_TRAINING)
        related = "application__applicant__user", "application__call", "cohort"
        chosen = list(trainees.select_related(*related).order_by("-pk")[:ASKED])
        asked = [onboarding for one in chosen if (onboarding := onboardings.ask(one))]
    with at(noon(on + timedelta(days=3))):
        for number, onboarding in enumerate(asked[:ANSWERING]):
            _answer(onboarding, number)


def _answer(onboarding: Onboarding, number: int) -> None:
    questions = onboardings.read(onboarding).questions
    given = _given(onboarding, number)
    kept: dict[FormQuestion, Any] = {q: given[q.key] for q in questions if q.key in given}
    onboardings.save(onboarding, kept)
    onboardings.send_in(onboarding, by=onboarding.application.applicant.user)


def _given(onboarding: Onboarding, number: int) -> dict[str, Any]:
    """What this person answers; who lives in Korea needs no passport for it."""
    country = str(onboarding.application.applicant.residence)
    if country == KOREA:
        return COMMON | {"from_abroad": "no"}
    own = {
        "passport_number": f"X{number:07d}",
        "passport_country": country,
        "passport_copy": paper("Passport (demonstration)"),
        "meals": ["halal" if number % 2 else "vegetarian"],
    }
    return COMMON | ABROAD | own
