"""What the database refuses or keeps in `trainees.screening`, whoever writes."""

from courses.calls.models import (
    FormQuestion,
)
from tests.factories.forms import handed_in
from tests.factories.trainees import (
    ApplicantFactory,
)
from tests.repository.tries import end_places, other_acceptance_form, passport, send_in_past_actions
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Answer, Application, Document
from trainees.joining.models import (
    Onboarding,
)
from trainees.screening.models import (
    EligibilityResult,
    ReturnRequest,
    ScreenedApplication,
    ScreeningStep,
)


def meals() -> FormQuestion:
    return FormQuestion.objects.get(version__stage="acceptance", key="meals")


def answer_meals() -> None:
    Answer.objects.create(
        application=Onboarding.objects.get().application, question=meals(), value="-"
    )


def answer_before_acceptance() -> None:
    """Somebody of the same call who has no place."""
    application = handed_in(Onboarding.objects.get().application.call)
    Answer.objects.create(application=application, question=passport(), value="M9")


def answer_without_place() -> None:
    end_places()
    answer_meals()


def answer_to_what_was_sent_in() -> None:
    send_in_past_actions()
    answer_meals()


def answer_to_another_form() -> None:
    version = other_acceptance_form()
    question = version.questions.get(key="meals")
    application = Onboarding.objects.get().application
    Answer.objects.create(application=application, question=question, value="-")


def make_answer_one_of_a_trainee() -> None:
    """What was handed in would leave the application this way."""
    Answer.objects.filter(question__key="role").update(question=meals())


def drop_answer_without_place() -> None:
    end_places()
    Answer.objects.filter(question__version__stage="acceptance")._raw_delete("default")


def bring_file_before_acceptance() -> None:
    application = handed_in(Onboarding.objects.get().application.call)
    question = FormQuestion.objects.get(version__stage="acceptance", key="copy")
    Document.objects.create(
        application=application, kind="answer", question=question, name="p.pdf", size=1
    )


def leave_returned() -> None:
    """A returned application is withdrawn with its request open."""
    facts = {"status": "returned", "reference": "RETURNED", "applicant": ApplicantFactory}
    unguarded("trainees.Application:status_start", step=again(Application, **facts))()
    returned = Application.objects.get(reference="RETURNED")
    unguarded(
        "trainees.ReturnRequest:of_submitted",
        step=again(ReturnRequest, application=returned, answered_at=None),
    )()
    Application.objects.filter(pk=returned.pk).update(status="withdrawn")


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Application:only_asked_changes": [
        put(Application, statement="Another"), put(Application, years_of_experience=40),
    ],
    "Application:returned_by_request": [put(Application, status="returned")],
    "Answer:as_asked": [
        put(Answer, value="Another"), again(Answer), answer_before_acceptance, answer_without_place,
        answer_to_what_was_sent_in, answer_to_another_form, make_answer_one_of_a_trainee,
    ],
    "Answer:kept": [drop(Answer), drop_answer_without_place],
    "Document:as_asked": [
        put(Document, name="Another"), again(Document), bring_file_before_acceptance,
    ],
    "Document:kept": [drop(Document)],
    "EligibilityResult:append_only": [
        put(EligibilityResult, finding="fail"), drop(EligibilityResult),
    ],
    "ReturnRequest:of_submitted": [again(ReturnRequest, answered_at=None)],
    "ReturnRequest:stands": [
        put(ReturnRequest, text="Another"), put(ReturnRequest, answered_at=None),
    ],
    "ReturnRequest:kept": [drop(ReturnRequest)],
    "ScreeningStep:stands": [
        put(ScreeningStep, note="Another"), put(ScreeningStep, is_eligible=False, reason="other"),
    ],
    "ScreeningStep:kept": [drop(ScreeningStep)],
    "ScreenedApplication:append_only": [drop(ScreenedApplication)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Application:return_ends": (leave_returned, "returnrequest.open"),
    "EligibilityResult:tells_application": (
        again(EligibilityResult, number=9, finding="fail"), "application.is_clear",
    ),
}  # fmt: skip
