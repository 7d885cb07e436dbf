"""Small files that want a machine's time or memory: refused in a sentence, or taken, within limits.

The limits are lower than in production, so that a small file does what a large one would.
"""

import ast
import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from ivi_training.files import apart, spreadsheets
from ivi_training.files.forms.uploads import UploadField
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
    settings.PARSING = settings.PARSING | {"wall_seconds": 0}
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
        monkeypatch.setattr(apart, "_template", None)
        monkeypatch.setattr(apart.sys, "executable", "/nowhere/python")
    assert refusal(PDF).error_list[0].code == "busy"


def test_answer_that_is_too_large_is_refused(settings: Settings):
    settings.PARSING = settings.PARSING | {"output": 100}
    assert refusal(PDF).error_list[0].code == "too_much"


def test_files_of_one_request_share_its_time(settings: Settings):
    with apart.one_budget(0.1):
        codes = set()
        for _file in range(100):
            try:
                upload(PDF)
            except ValidationError as refused:
                codes.add(refused.error_list[0].code)
    assert codes == {"too_slow"}


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Parsers that do what a test wants, in a template of their own."""
    monkeypatch.setattr(apart, "_PROGRAM", str(Path(__file__).with_name("fault.py")))
    monkeypatch.setattr(apart, "_template", None)
    yield
    apart._template.close()


@pytest.mark.parametrize("how", ["abort", "exit", "talk", "half"])
def test_parser_that_dies_is_a_refusal(faults: None, how: str):
    with pytest.raises(Refused, match="too_much"):
        apart.parse(how, b"")
    assert children(apart._template.process) == []


def test_nobody_is_left_behind(faults: None, settings: Settings):
    settings.PARSING = settings.PARSING | {"wall_seconds": 1, "cpu_seconds": 60}
    with pytest.raises(Refused):  # whoever is not root cannot even fork
        apart.parse("stay", b"")
    for _patience in range(1_000):  # the kernel ends them in its own time
        if not (left := working_beside(apart._template.process)):
            break
        time.sleep(0.01)
    assert left == []


def test_template_that_was_killed_is_made_anew(faults: None):
    with contextlib.suppress(Refused):  # its answer may be quicker than the end of its parent
        apart.parse("kill its parent", b"")
    killed = apart._template.process
    killed.wait(timeout=10)
    assert apart.parse("environment", b"").startswith(b"{")
    assert apart._template.process is not killed


def test_process_of_a_file_has_no_environment_no_other_file_and_no_django(
    faults: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    with Path(__file__).open():
        seen = ast.literal_eval(apart.parse("environment", b"").decode())
        files = ast.literal_eval(apart.parse("files", b"").decode())
    assert set(seen) <= {"LC_CTYPE"}  # set by Python itself
    assert len(files) == 4  # input, output, errors, and the folder that was read
    modules = apart.parse("modules", b"").decode().split()
    assert not {"django", "celery", "psycopg2"} & {name.partition(".")[0] for name in modules}
    assert "ivi_training.files.parsers.papers" in modules


def test_fork_of_the_server_starts_a_template_of_its_own():
    upload(PDF)
    template = apart._template
    reading, writing = os.pipe()
    if not (forked := os.fork()):
        try:
            os.write(writing, b"shared" if apart._template else b"own")
        finally:
            os._exit(0)
    os.waitpid(forked, 0)
    assert os.read(reading, 10) == b"own"
    assert apart._template is template
    os.close(reading), os.close(writing)


def children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def working_beside(template: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Who is alive in the session of the template but itself."""
    return [p for p in psutil.process_iter() if p.pid != template.pid and in_session(p, template)]


def in_session(process: psutil.Process, template: subprocess.Popen[bytes]) -> bool:
    try:
        is_there = process.status() != psutil.STATUS_ZOMBIE
        return is_there and os.getsid(process.pid) == template.pid
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def test_process_of_a_file_gives_up_what_it_does_not_need(faults: None):
    limits = ast.literal_eval(apart.parse("limits", b"").decode())
    assert limits == {"RLIMIT_AS": (LOWER["memory"],) * 2, "RLIMIT_FSIZE": (0, 0)}
