"""From the call page to the receipt over HTTP, against a bare form of Django's counted the same.

Everybody is signed in and fills in the application on one page, a curriculum vitae included.
"""

import contextlib
import itertools
import re
import statistics
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import world
from benchmarks.bare.urls import Registration
from benchmarks.web import HOST, Visitor, rate, serving
from courses.calls.actions import consents
from courses.calls.models import Call
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User

RUNS = 9
PEOPLE = {1: 30, 8: 160, 32: 160}
BORN = date(1970, 1, 1)
DAYS = itertools.count()  # people of one name and birth date would be put before a person each time
Register = Callable[[int, int], float]  # so many people, so many at once: people a second
SEEN = re.compile(r'name="([\w-]*(?:seen|asked))" value="([^"]*)"')
PERSON = {
    "given_names": "Thị Hương",
    "family_name": "Nguyễn",
    "gender": "female",
    "nationality": "VN",
    "residence": "VN",
    "employer_name": "Nanogen",
    "employer_country": "VN",
    "employer_kind": "company",
    "job_title": "Engineer",
    "years_of_experience": "4",
    "education": "master",
    "field_of_study": "Biology",
    "english": "advanced",
    "statement": "I will train my colleagues.",
    "truth": "on",
    "submit": "1",
}
FIFTEEN = {
    "given_names": "Thị Hương",
    "family_name": "Nguyễn",
    "email": "huong@example.org",
    "gender": "a",
    "birth_date": "1990-05-17",
    "nationality": "VN",
    "residence": "VN",
    "employer": "Nanogen",
    "employer_kind": "b",
    "job_title": "Engineer",
    "years": "4",
    "education": "c",
    "field_of_study": "Biology",
    "english": "a",
    "statement": "I will train my colleagues.",
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def measure() -> dict[str, Any]:
    """People a second of both, their ratio, and the statements of one person."""
    made = world.build()
    call, cohort = world.cohort(made, "CALL")
    for term in consents.start(made.program):
        consents.publish(term, by=made.officer)
    answers = _answers(call, cohort)
    with connection.schema_editor() as editor:
        editor.create_model(Registration)
    statements = _statements(call, answers)
    with _ours(call, answers) as ours, _theirs() as theirs:
        for register in (ours, theirs):
            register(8, 4)  # a warm-up
        results = {f"c{at_once}": _compare(ours, theirs, at_once) for at_once in PEOPLE}
    return results | {"statements_per_person": statements}


def _compare(ours: Register, theirs: Register, at_once: int) -> dict[str, float]:
    """The medians of several runs, taken in turns: a machine has slow minutes."""
    runs = [(ours(PEOPLE[at_once], at_once), theirs(PEOPLE[at_once], at_once)) for _ in range(RUNS)]
    mine, bare = (statistics.median(rates) for rates in zip(*runs, strict=True))
    return {
        "persons_per_second": round(mine, 1),
        "bare_persons_per_second": round(bare, 1),
        "ratio": round(statistics.median(one / other for one, other in runs), 3),
    }


def _answers(call: Call, cohort: Cohort) -> dict[str, Any]:
    yes = {term.field: "yes" for term in call.program.consent_terms.all()}
    return PERSON | yes | {"cohort": cohort.pk}


def _typed(page: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What one more person types into the page; nobody is born on the same day as another."""
    born = BORN + timedelta(days=next(DAYS))
    return {**dict(SEEN.findall(page)), **answers, "birth_date": born, "cv": _paper()}


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("cv.pdf", PDF, content_type="application/pdf")


def _clients(count: int) -> Iterable[Client]:
    """Browsers of so many new people who have signed in."""
    known = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"person-{known + number}@example.org", language="en") for number in range(count)
    )
    for user in users:
        client = Client(SERVER_NAME=HOST)
        client.force_login(user)
        yield client


@contextlib.contextmanager
def _ours(call: Call, answers: dict[str, Any]) -> Iterator[Register]:
    with serving("ivi_training.wsgi", "ivi_training.settings", has_files=True) as port:

        def register(client: Client) -> None:
            cookies = {name: morsel.value for name, morsel in client.cookies.items()}
            visitor = Visitor(port, cookies)
            visitor.get(f"/calls/{call.code}/")
            page = visitor.get(f"/calls/{call.code}/apply/all/")
            receipt = visitor.post(f"/calls/{call.code}/apply/all/", _typed(page, answers))
            if f"{call.code}-0" not in visitor.get(receipt):
                raise RuntimeError(receipt)

        yield lambda count, at_once: rate(list(_clients(count)), at_once, register)


@contextlib.contextmanager
def _theirs() -> Iterator[Register]:
    bare = "django.core.wsgi:get_wsgi_application()"
    with serving(bare, "benchmarks.bare.settings", has_files=False) as port:

        def register(_number: int) -> None:
            visitor = Visitor(port)
            visitor.get("/")
            visitor.get(visitor.post("/", FIFTEEN))

        yield lambda count, at_once: rate(list(range(count)), at_once, register)


def _statements(call: Call, answers: dict[str, Any]) -> int:
    """What one person costs, counted in this process: the second one, when caches are warm."""
    first, second = _clients(2)
    _walk(first, call, answers)
    with CaptureQueriesContext(connection) as context:
        _walk(second, call, answers)
    texts = [query["sql"] for query in context.captured_queries]
    return len([text for text in texts if text not in {"BEGIN", "COMMIT"}])


def _walk(client: Client, call: Call, answers: dict[str, Any]) -> None:
    client.get(f"/calls/{call.code}/")
    page = client.get(f"/calls/{call.code}/apply/all/").content.decode()
    submitted = client.post(f"/calls/{call.code}/apply/all/", _typed(page, answers))
    client.get(submitted["Location"])
