from pathlib import Path

import environ
import psycopg2.extensions
import pytest

from tests.ivi_training.local.conftest import Run

PRINT = "from ivi_training.local import addresses; print(addresses.{})"


def printed(python: Run, name: str, **extra: str) -> str:
    return python("-c", PRINT.format(name), **extra).stdout.strip()


def test_sockets_lie_in_the_local_directory(python: Run, local: Path) -> None:
    assert printed(python, "SOCKETS") == str(local / "sockets")


@pytest.mark.parametrize("name", ["deep/" * 25, "white space", "한글"])
def test_sockets_move_where_their_address_is_short_and_plain(
    python: Run, local: Path, name: str
) -> None:
    sockets = printed(python, "SOCKETS", IVI_LOCAL_DIR=str(local / name))

    assert sockets.startswith("/tmp/ivi_training-")  # noqa: S108
    assert len(sockets) < 40


def test_database_url_means_the_same_to_django_and_to_the_driver(python: Run, local: Path) -> None:
    url = printed(python, "DATABASE_URL")

    settings = environ.Env.db_url_config(url)
    assert settings["OPTIONS"] == {"host": str(local / "sockets")}
    assert (settings["USER"], settings["NAME"]) == ("ivi_application", "ivi_training")
    assert psycopg2.extensions.parse_dsn(url) == {
        "host": str(local / "sockets"),
        "user": "ivi_application",
        "dbname": "ivi_training",
    }


def test_mail_goes_to_the_port_of_the_catcher_that_ran_last(python: Run, local: Path) -> None:
    assert printed(python, "EMAIL_URL") == "smtp://127.0.0.1:2525"
    (local / "mail_port").write_text("40123")
    assert printed(python, "EMAIL_URL") == "smtp://127.0.0.1:40123"
