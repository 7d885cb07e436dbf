"""Draw every lifecycle from its table of moves into docs/architecture.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from ivi_training.guards.lifecycle import HasLifecycle

PAGE = Path(settings.BASE_DIR) / "docs" / "architecture.md"
START, END = "<!-- lifecycles: written by `make lifecycles` -->", "<!-- end of lifecycles -->"


class Command(BaseCommand):
    """Replaces the part of the page between its two marks."""

    help = "Write the diagrams of all lifecycles into docs/architecture.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether they are right")

    def handle(self, *_args: Any, **options: Any) -> None:
        page = PAGE.read_text(encoding="utf-8")
        before, _mark, rest = page.partition(START)
        _old, _mark, after = rest.partition(END)
        written = f"{before}{START}\n\n{diagrams()}\n{END}{after}"
        if options["check"] and written != page:
            message = "docs/architecture.md is out of date: run `make lifecycles`."
            raise CommandError(message)
        PAGE.write_text(written, encoding="utf-8")


def diagrams() -> str:
    """One diagram for each model with a lifecycle, in the order of the apps."""
    with translation.override("en"):
        return "\n".join(
            _diagram(model) for model in apps.get_models() if issubclass(model, HasLifecycle)
        )


def _diagram(model: type[HasLifecycle]) -> str:
    states = [value for value, _label in model._meta.get_field("status").flatchoices]
    moves = sorted(model.MOVES, key=lambda move: [states.index(state) for state in move])
    lines = [f"    {before} --> {after}" for before, after in moves]
    name = str(model._meta.verbose_name).capitalize()
    return "\n".join([f"### {name}", "", "```mermaid", "stateDiagram-v2", *lines, "```", ""])
