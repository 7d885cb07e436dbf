"""The mail catcher: a real SMTP server that keeps every message here and passes none on."""

import argparse
import signal
import socket

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from ivi_training.local import addresses


def choose_port() -> int:
    """Keep the port of last time if it is free, else take any; settings find it in a file."""
    try:
        port = _free_port(addresses.MAIL_PORT)
    except OSError:
        port = _free_port(0)
    addresses.MAIL_PORT_FILE.write_text(str(port))
    return port


def receive_mail(port: int) -> None:
    """Receive mail until a signal comes."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before the server's thread inherits it
    controller = Controller(
        Mailbox(addresses.MAILDIR), hostname=addresses.MAIL_HOST, port=port, ready_timeout=10
    )
    controller.start()
    print(f"Catching mail on {addresses.MAIL_HOST}:{port}", flush=True)
    signal.sigwait(signals)
    controller.stop()


def _free_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((addresses.MAIL_HOST, port))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    receive_mail(parser.parse_args().port)
