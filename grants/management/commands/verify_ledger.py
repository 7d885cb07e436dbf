"""Walk the chain of every grant's ledger; exit 1 where a row is not as it was posted."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from grants.ledger.reports import verification


class Command(BaseCommand):
    """Names each altered, missing or inserted row; changes nothing."""

    help = "Walk the chain of every grant's ledger; exit 1 if a row is not as it was posted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kept",
            nargs=3,
            action="append",
            default=[],
            metavar=("GRANT", "NUMBER", "DIGEST"),
            help="A checkpoint as a mail has it: the chain must still hold it.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        wrong = 0
        with transaction.atomic(), connection.cursor() as cursor:
            # One snapshot, so that postings in progress are no finding.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            chains = verification.chains()
            for finding in verification.findings(chains):
                wrong += 1
                self.stdout.write(str(finding))
            for code, number, digest in options["kept"]:
                if not verification.contains(code, int(number), digest):
                    wrong += 1
                    self.stdout.write(f"{code}: number {number}: not what was kept outside")
        for chain in chains:
            self.stdout.write(f"{chain.code}: {chain.last:,} entries")
        self.stdout.write(f"{len(chains)} grants, {wrong} findings")
        if wrong:
            raise SystemExit(1)
