import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ivi_training.local import mail_catcher, mailbox

HOSTILE = ["", ".", "..", "../secret", "/etc/passwd", "../../mail_port", "new/x", "한글"]


@pytest.fixture
def stored(local: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mailbox, "STORED", local / "mail" / "new")
    return local / "mail" / "new"


@pytest.fixture
def catcher(
    environment: dict[str, str], local: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    monkeypatch.setattr(mail_catcher.addresses, "MAIL_PORT", 0)
    monkeypatch.setattr(mail_catcher.addresses, "MAIL_PORT_FILE", local / "mail_port")
    port = mail_catcher.choose_port()
    command = [sys.executable, "-m", mail_catcher.__name__, "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it listens
        yield port
        process.terminate()
    assert process.returncode == 0


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = "a@example.org", "b@example.org", subject
    message.set_content("Guten Tag, 안녕하세요\n")
    message.add_alternative("<p>Guten Tag</p>", subtype="html")
    return message


def test_catcher_keeps_what_a_mail_client_sends(catcher: int, stored: Path) -> None:
    with smtplib.SMTP("127.0.0.1", catcher) as server:
        server.send_message(letter("Ihr Zugang · 등록"))

    [found] = mailbox.latest(10)
    assert found.message["Subject"] == "Ihr Zugang · 등록"
    assert found.message["X-RcptTo"] == "a@example.org"
    assert found.text == "Guten Tag, 안녕하세요\n"
    assert [path.name for path in stored.iterdir()] == [found.key]


def test_newest_message_comes_first_until_the_box_is_cleared(stored: Path) -> None:
    stored.mkdir(parents=True)
    for moment, name in enumerate(["first", "second", "third"]):
        (stored / name).write_bytes(letter(name).as_bytes())
        os.utime(stored / name, (moment, moment))

    assert mailbox.keys() == ["third", "second", "first"]
    assert mailbox.find("second").message["Subject"] == "second"
    assert [found.message["Subject"] for found in mailbox.latest(2)] == ["third", "second"]
    mailbox.clear()
    assert mailbox.keys() == []


@pytest.mark.parametrize("key", HOSTILE)
def test_key_is_never_used_as_a_path(stored: Path, key: str) -> None:
    stored.mkdir(parents=True)
    (stored / "kept").write_bytes(b"")
    (stored.parent / "secret").write_bytes(b"")

    assert mailbox.find(key) is None


@pytest.mark.usefixtures("stored")
def test_box_that_was_never_used_is_empty() -> None:
    assert mailbox.keys() == []
    mailbox.clear()
