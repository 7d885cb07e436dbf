"""python -m ivi_training.local exec -- COMMAND..., or run [--port N]."""

import argparse
import sys

from ivi_training.local import run
from ivi_training.local.errors import ServiceFailed


def main() -> int:
    """Read the command line and give the exit status; 2 if something else is in the way."""
    parser = argparse.ArgumentParser(prog="python -m ivi_training.local", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    execute = commands.add_parser("exec", help="run one command with the embedded services up")
    execute.add_argument("command", nargs="+")
    serve = commands.add_parser("run", help="serve the whole product until Ctrl-C")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--empty", action="store_true", help="load no demonstration")
    given = parser.parse_args()
    try:
        if given.what == "exec":
            return run.execute(given.command)
        return run.serve(given.port, empty=given.empty)
    except run.AlreadyRunning as error:
        print(error, file=sys.stderr)
        return 2
    except ServiceFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
