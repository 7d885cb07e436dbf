"""Kinds of endorsement, requests for them, and the links that their mails carry."""

import re
from typing import Any

from django.urls import reverse

from courses.calls.models import Call, EndorsementRule
from courses.cohorts.models import Cohort
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.courses import open_call
from tests.factories.mails import text_of
from tests.factories.trainees import draft
from trainees.applying.actions import endorsements
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.models import Application, Endorsement

DIRECTOR = Endorser("Nguyen Van Minh", "Director", "Nanogen", "minh@nanogen.example")


def endorsement_rule(call: Call, **facts: Any) -> EndorsementRule:
    """Endorsement by the employer, required; naming the person is enough to submit."""
    wish = {
        "label_en": "Endorsement by the employer",
        "label_ko": "소속기관 추천",
        "text_en": "The employer supports this application.",
        "text_ko": "소속기관은 이 지원을 지지합니다.",
    }
    return EndorsementRule.objects.create(call=call, **wish | facts)


def asking_call(cohort: Cohort | None = None, **facts: Any) -> Call:
    """An open call with a kind of endorsement that is not required."""
    call = open_call(cohort)
    endorsement_rule(call, **{"is_required": False} | facts)
    return call


def endorsement(
    application: Application | None = None, person: Endorser = DIRECTOR, **facts: Any
) -> Endorsement:
    """Somebody is asked to endorse a draft, or the application given."""
    application = application or draft()
    rule = EndorsementRule.objects.filter(call=application.call).first()
    rule = rule or endorsement_rule(application.call, **facts)
    by = application.applicant.user
    made = endorsements.ask(application, rule, person, by=by)
    return Endorsement.objects.with_related().get(pk=made.pk)


def link(endorsement: Endorsement) -> str:
    """The path in the newest mail to the endorser."""
    mails = OutgoingEmail.objects.filter(
        subject_type="trainees.endorsement", subject_id=endorsement.pk, is_secret=True
    )
    start = reverse("trainees:endorsement_link", args=[endorsement.pk, "x"])[:-2]
    found = re.search(rf"{start}[\w-]+/", text_of(mails.latest("pk")))
    assert found is not None
    return found[0]


def token(endorsement: Endorsement) -> str:
    return link(endorsement).rstrip("/").rpartition("/")[2]


def sign(endorsement: Endorsement, **wish: Any) -> None:
    signature = {"name": "Nguyen Van Minh", "releases_time": True, "text": "Our best engineer."}
    endorsements.sign(endorsement, **signature | wish)
