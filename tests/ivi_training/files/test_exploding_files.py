"""Small files that want a machine's time or memory: refused in a sentence, or taken, within limits.

The limits are lower than in production, so that a small file does what a large one would.
"""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from ivi_training.files import apart, spreadsheets
from ivi_training.files.forms.uploads import UploadField
from ivi_training.files.parsers import __main__ as parser
from ivi_training.files.parsers.refusal import Refused
from tests.factories import exploding_files, hostile_files
from tests.factories.files import PDF

MEGABYTE = 1024 * 1024
LOWER = {
    "cpu_seconds": 1,
    "memory": 320 * MEGABYTE,
    "stream": 4 * MEGABYTE,
    "unpacked": 8 * MEGABYTE,
    "output": 8 * MEGABYTE,
}
PICTURES, PAPERS = dict(exploding_files.pictures()), dict(exploding_files.papers())
HEAVY, SHEETS = dict(exploding_files.heavy_papers()), dict(exploding_files.sheets())


@pytest.fixture(autouse=True)
def lower_limits(settings: Settings) -> None:
    settings.PARSING = settings.PARSING | LOWER


def upload(content: bytes) -> bytes:
    kept: bytes = UploadField().clean(SimpleUploadedFile("cv.pdf", content)).read()
    return kept


def refusal(content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        upload(content)
    (message,) = refused.value.messages
    assert message.endswith(".")
    assert "%(" not in message
    return refused.value


def test_more_than_150_files_are_tried():
    others = len(dict(hostile_files.pretending())) + len(dict(hostile_files.carrying()))
    exploding = len(PICTURES) + len(PAPERS) + len(HEAVY) + len(SHEETS)
    assert exploding > 90
    assert exploding + others > 200


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_refused(name: str):
    refusal(PICTURES[name])


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_refused(name: str):
    refusal(PAPERS[name])


@pytest.mark.parametrize("name", HEAVY)
def test_paper_that_can_be_mended_is_not_unfolded(name: str):
    assert len(upload(HEAVY[name])) < MEGABYTE


@pytest.mark.parametrize("name", SHEETS)
def test_spreadsheet_is_refused(name: str):
    with pytest.raises(ValidationError) as refused:
        spreadsheets.sheets(SHEETS[name])
    (message,) = refused.value.messages
    assert message.endswith(".")
    assert "%(" not in message
    assert len(SHEETS[name]) <= spreadsheets.MOST_BYTES


def test_file_that_takes_too_long_is_refused(settings: Settings):
    settings.PARSING = settings.PARSING | {"wall_seconds": 0.01}
    assert refusal(PDF).error_list[0].code == "too_slow"


def test_file_that_takes_the_processors_time_is_refused(settings: Settings):
    # Scans that are allowed here: nothing but the time stops it.
    settings.PARSING = settings.PARSING | {"scans": 100_000}
    content = exploding_files.jpeg(scans=3_000, side=2000)
    assert refusal(content).error_list[0].code == "too_slow"


def test_file_that_takes_memory_is_refused(settings: Settings):
    settings.PARSING = settings.PARSING | {"memory": 160 * MEGABYTE, "cpu_seconds": 10}
    picture = exploding_files.png(7_000, 7_000, data=bytes(7_000 * 21_001))
    assert refusal(picture).error_list[0].code == "too_much"


@pytest.mark.parametrize("is_full", [True, False])
def test_machine_without_room_asks_to_try_again(monkeypatch: pytest.MonkeyPatch, *, is_full: bool):
    monkeypatch.setattr(apart.settings, "PARSING", apart.settings.PARSING | {"wall_seconds": 0.1})
    if is_full:  # others read as many as may be read at once
        monkeypatch.setattr(apart, "_places", threading.BoundedSemaphore(1))
        apart._places.acquire()
    else:
        monkeypatch.setattr(apart.sys, "executable", "/nowhere/python")
    assert refusal(PDF).error_list[0].code == "busy"


def test_answer_that_is_too_large_is_refused(settings: Settings):
    settings.PARSING = settings.PARSING | {"output": 100}
    assert refusal(PDF).error_list[0].code == "too_much"


def test_files_of_one_request_share_its_time(settings: Settings):
    with apart.one_budget(0.3):
        codes = set()
        for _file in range(30):
            try:
                upload(PDF)
            except ValidationError as refused:
                codes.add(refused.error_list[0].code)
    assert codes == {"too_slow"}


def test_parser_that_dies_is_a_refusal_and_leaves_no_process(monkeypatch: pytest.MonkeyPatch):
    fault = Path(__file__).with_name("fault.py")
    monkeypatch.setattr(apart, "_PROGRAM", str(fault))
    before = children()
    for how in ("abort", "exit", "talk", "half"):
        with pytest.raises(Refused, match="too_much"):
            apart.parse(how, b"")
    assert children() == before


def children() -> set[str]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return set(listed.split())


def test_parser_starts_without_django_environment_and_open_files():
    program = Path(parser.__file__)
    code = (
        "import runpy, sys, os, resource; sys.argv[1:] = ['papers.pdf', sys.argv[1]];"
        "os._exit = lambda code: None;"
        f"runpy.run_path({str(program)!r}, run_name='__main__');"
        "print(sorted(m for m in sys.modules if m.partition('.')[0] in ('django', 'celery')));"
        "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_FSIZE))"
    )
    limits = apart.json.dumps(apart.settings.PARSING)
    said = subprocess.run(
        [sys.executable, "-I", "-c", code, limits],
        input=PDF,
        capture_output=True,
        env={},
        check=True,
    )
    modules, limited = said.stdout.splitlines()[-2:]
    assert modules == b"[]"
    assert limited == str((LOWER["memory"],) * 2).encode() + b" (0, 0)"
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (0, 0)
