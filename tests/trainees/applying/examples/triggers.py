"""What the database refuses or keeps in `trainees.applying`, whoever writes."""

from django.utils import timezone

from courses.calls.actions import consents, forms
from courses.calls.models import (
    ConsentTerm,
    FormVersion,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.forms import form_for
from tests.factories.trainees import (
    ApplicantFactory,
    OrganisationFactory,
    draft,
    submitted,
)
from tests.repository.tries import (
    close_account,
    merged_organisation,
)
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Application, Consent, Endorsement
from trainees.people.models import PersonMerge


def other_form() -> FormVersion:
    """The next version, published too."""
    like = FormVersion.objects.get(stage="application")
    version = forms.start_draft(like.call, like=like)
    forms.publish(version, by=UserFactory())
    return version


def apply_as_merged() -> None:
    copy_of_application("MERGED", applicant=lambda: PersonMerge.objects.get().goes)


def unpublished_consent() -> ConsentTerm:
    return consents.next_version(ConsentTerm.objects.earliest("pk"))


def hand_in_without_consent() -> None:
    application = draft()
    given = application.applicant.consents.get()
    Consent.objects.create(applicant=given.applicant, term=given.term, answer="withdrawn")
    hand_in(application)


def hand_in(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(status="submitted")


def hand_in_without_answers() -> None:
    call = open_call()
    application = draft(call)
    version = form_for(call)
    Application.objects.filter(pk=application.pk).update(form_version=version)
    hand_in(application)


def hand_in_to_another_call() -> None:
    application = draft()
    Application.objects.filter(pk=application.pk).update(
        form_version=FormVersion.objects.get(stage="application")
    )
    hand_in(application)


def own_address() -> str:
    return Endorsement.objects.get().application.applicant.user.email.upper()


def sign_endorsement() -> None:
    put(Endorsement, status="signed", signed_name="Minh", answered_at=timezone.now())()


def sign_for_withdrawn() -> None:
    put(Application, status="withdrawn")()
    sign_endorsement()


def require_what_nobody_gives() -> None:
    """A draft of a call that asks for a signature, handed in past the action."""
    application = draft(asking_call(is_required=True))
    Application.objects.filter(pk=application.pk).update(status="submitted")


def apply_from_merged() -> None:
    copy_of_application("MERGED", organisation=merged_organisation)


def ask_for_a_new_kind() -> None:
    endorsement(draft(asking_call()))


def submit_to_a_new_call() -> None:
    submitted(open_call())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Consent:in_turn": [
        again(Consent), again(Consent, answer="refused"),
        lambda: [again(Consent, answer="withdrawn")() for _twice in range(2)],
        again(Consent, term=unpublished_consent),
    ],
    "Consent:stands": [put(Consent, answer="refused"), put(Consent, at=timezone.now)],
    "Consent:kept": [drop(Consent)],
    "Application:status_moves": [put(Application, status="submitted")],
    "Application:status_start": [again(Application, call_id=0)],
    "Application:not_of_erased": [lambda: [close_account(), again(Application)()]],
    "Application:facts_frozen": [
        put(Application, stream=None), put(Application, country="FR"), put(Application, gender=""),
        put(Application, cohort_id=0), put(Application, reference="CALL-2"),
        put(Application, form_version=None),
    ],
    "Application:organisation_stands": [put(Application, organisation=OrganisationFactory)],
    "Application:person_stands": [put(Application, applicant=ApplicantFactory)],
    "Application:not_of_merged": [apply_as_merged],
    "Consent:person_stands": [put(Consent, applicant=ApplicantFactory)],
    "Application:endorsed_as_asked": [require_what_nobody_gives],
    "Application:answers_follow": [
        unguarded(
            "trainees.Application:facts_frozen", step=put(Application, form_version=other_form)
        ),
    ],
    "Application:consented": [hand_in_without_consent],
    "Application:answered_whole": [hand_in_without_answers, hand_in_to_another_call],
    "Endorsement:status_moves": [
        lambda: [put(Endorsement, status="ended")(), unguarded(
            "trainees.Endorsement:stands", step=put(Endorsement, status="asked"),
        )()],
    ],
    "Endorsement:status_start": [
        unguarded("trainees.Endorsement:of_its_call", step=again(Endorsement, status="ended")),
    ],
    "Endorsement:of_its_call": [again(Endorsement)],
    "Endorsement:by_another": [
        unguarded("trainees.Endorsement:of_its_call", step=again(Endorsement, email=own_address)),
    ],
    "Endorsement:not_of_withdrawn": [sign_for_withdrawn],
    "Endorsement:stands": [
        put(Endorsement, email="other@example.org"), put(Endorsement, due_at=timezone.now),
        lambda: [sign_endorsement(), put(Endorsement, text="Another")()],
    ],
    "Endorsement:kept": [drop(Endorsement)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Application:sent_on": (apply_from_merged, "organisation.merged"),
    "Application:freezes_rules": (submit_to_a_new_call, "call.rules_frozen"),
    "Endorsement:wording_first_asked": (ask_for_a_new_kind, "endorsementrule.first_asked"),
}  # fmt: skip
