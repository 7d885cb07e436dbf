"""The stream follows from the program's rules; what they leave open waits for a person."""

import pytest

from courses.calls.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.trainees import submitted
from trainees.applying.models import Application
from trainees.screening.actions import stream_decisions
from trainees.screening.errors import StreamDecided

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return open_call()


def person(call: Call, nationality: str, employer: str, second: str = "") -> Application:
    return submitted(
        call,
        applicant__nationality=nationality,
        applicant__second_nationality=second,
        employer_country=employer,
    )


@pytest.mark.parametrize(
    ("nationality", "second", "employer", "stream"),
    [
        # LMIC: a nationality and the employer, both.
        ("VN", "", "VN", "LMIC"),
        ("UG", "", "BR", "LMIC"),
        ("VN", "", "JP", None),
        ("JP", "", "VN", None),
        ("JP", "VN", "KE", "LMIC"),
        ("VN", "JP", "JP", None),
        # Korea: a nationality or the employer, either; asked first.
        ("KR", "", "KR", "KOREA"),
        ("VN", "", "KR", "KOREA"),
        ("KR", "", "VN", "KOREA"),
        ("JP", "KR", "JP", "KOREA"),
        # High income, not Korea.
        ("JP", "", "JP", None),
        # Not classified in this vintage.
        ("VE", "", "VE", None),
        ("VE", "VN", "VN", "LMIC"),
        ("VN", "", "VE", None),
        # No row in this vintage.
        ("NU", "", "NU", None),
        ("VN", "", "NU", None),
    ],
)
def test_stream_by_rule(
    call: Call, nationality: str, second: str, employer: str, stream: str | None
):
    application = person(call, nationality, employer, second)
    assert (application.stream and application.stream.code) == stream
    assert application.stream_inputs["stream"] == stream


def test_inputs_are_kept_with_their_groups(call: Call):
    application = person(call, "JP", "KE", second="VN")
    application.refresh_from_db()
    assert application.stream_inputs == {
        "vintage": "FY22",
        "nationality": ["JP", "H"],
        "second_nationality": ["VN", "LM"],
        "residence": "VN",
        "employer_country": ["KE", "LM"],
        "stream": "LMIC",
    }
    assert (str(application.country), application.income_group) == ("JP", "H")


@pytest.mark.parametrize(("country", "group"), [("VE", "NC"), ("NU", "")])
def test_unknown_group_is_frozen_as_such(call: Call, country: str, group: str):
    assert person(call, country, country).income_group == group


def test_person_decides_what_the_rules_left_open_once(call: Call):
    application, officer = person(call, "VE", "VE"), UserFactory()
    lmic, korea = call.program.streams.get(code="LMIC"), call.program.streams.get(code="KOREA")
    stream_decisions.decide(application, lmic, by=officer, reason="Letter of the ministry")
    application.refresh_from_db()
    assert application.stream == lmic
    assert application.stream_inputs["by"] == officer.email
    assert application.stream_inputs["reason"] == "Letter of the ministry"
    with pytest.raises(StreamDecided, match="It is “LMIC”"):
        stream_decisions.decide(application, korea, by=officer, reason="Another letter")


def test_stream_that_follows_from_the_rules_is_nobodys_to_change(call: Call):
    application = person(call, "VN", "VN")
    korea = call.program.streams.get(code="KOREA")
    with pytest.raises(StreamDecided):
        stream_decisions.decide(application, korea, by=UserFactory(), reason="A favour")
