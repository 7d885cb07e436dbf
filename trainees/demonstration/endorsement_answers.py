"""What employers sign in the demonstration: most have, one does not release time, some wait."""

from collections.abc import Sequence

from courses.calls.models import Call, EndorsementRule
from trainees.applying.actions import endorsements
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.models import Application

# Of those who named somebody: answered yes, without time release, declined; the others wait.
SIGNED, WITHOUT_TIME, DECLINED, ASKED = 5, 1, 1, 10
WORDS = "We need this knowledge at our site, and the position is kept. (demonstration)"


def add(call: Call) -> None:
    """Let the call ask for the employer's word; it is welcome, not required."""
    EndorsementRule.objects.create(
        call=call,
        label_en="Endorsement by the employer",
        label_ko="소속기관 추천",
        text_en="The employer supports this application and will let the applicant use at work "
        "what they learn.",
        text_ko="소속기관은 이 지원을 지지하며, 지원자가 교육에서 배운 내용을 업무에 활용하도록 하겠습니다.",
        is_required=False,
        is_shown_to_reviewers=True,
    )


def endorse(applications: Sequence[Application]) -> None:
    rule = EndorsementRule.objects.get(call=applications[0].call)
    for number, application in enumerate(applications[:ASKED]):
        person = Endorser(
            name=f"Director {number + 1} (demonstration)",
            position="Director",
            organisation=application.employer_name,
            email=f"director{number + 1:02d}@example.org",
        )
        by = application.applicant.user
        asked = endorsements.ask(application, rule, person, by=by)
        if number < SIGNED + WITHOUT_TIME:
            has_time = number < SIGNED
            endorsements.sign(asked, name=person.name, releases_time=has_time, text=WORDS)
        elif number < SIGNED + WITHOUT_TIME + DECLINED:
            endorsements.decline(asked, reason="The applicant has left us. (demonstration)")
