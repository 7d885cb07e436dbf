"""Recount places, quotas, offers, enrolments, commitments and balances; exit 1 on a difference."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from trainees.reports import invariants


class Command(BaseCommand):
    """Names each counter that does not equal what it counts; changes nothing."""

    help = "Recount everything that the database keeps as counters; exit 1 if any differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # One snapshot for all queries, so that work in progress is not a difference.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
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
