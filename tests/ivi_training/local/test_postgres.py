import os
import pwd
from pathlib import Path

import pytest

from ivi_training.local import broker, postgres
from ivi_training.local.errors import ServiceFailed


def test_directory_that_somebody_else_made_first_is_refused(local: Path) -> None:
    theirs = Path("/usr")
    if os.geteuid() == 0:
        theirs = local
        os.chown(local, pwd.getpwnam("daemon").pw_uid, -1)

    with pytest.raises(ServiceFailed, match="belongs to another user"):
        postgres.private_directory(theirs, owner=postgres.server_user())


def test_link_that_leads_elsewhere_is_refused(local: Path) -> None:
    (local / "elsewhere").mkdir()
    (local / "sockets").symlink_to(local / "elsewhere")

    with pytest.raises(ServiceFailed):
        postgres.private_directory(local / "sockets", owner=postgres.server_user())


def test_copied_programs_find_their_libraries(local: Path) -> None:
    local.chmod(0o755)
    installed = postgres.installed_programs()
    copied = local / "programs" / installed.parent.name / installed.name

    postgres.copy_programs(installed, copied)

    assert postgres.can_run(copied / "bin" / "initdb")
    assert not postgres.can_run(local / "programs" / "nothing")


def test_packages_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(ServiceFailed, match="Set DATABASE_URL, or run: make install"):
        postgres.installed_programs()
    with pytest.raises(ServiceFailed, match="Set REDIS_URL, or run: make install"):
        broker.program()
