"""Recount places, quotas, offers, enrolments, commitments and balances; exit 1 on a difference."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from ivi_training.pages.snapshots import one_moment
from trainees.office.reports import invariants


class Command(BaseCommand):
    """Names each counter that does not equal what it counts; changes nothing."""

    help = "Recount everything that the database keeps as counters; exit 1 if any differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        with one_moment():  # so that work in progress is not a difference
            found = list(invariants.differences())
        if options["format"] == "json":
            report = {
                "checked": list(invariants.INVARIANTS),
                "differences": [asdict(d) for d in found],
            }
            self.stdout.write(json.dumps(report, indent=2))
        else:
            for difference in found:
                self.stdout.write(str(difference))
            self.stdout.write(f"{len(invariants.INVARIANTS)} invariants, {len(found)} differences")
        if found:
            raise SystemExit(1)
