"""Walking the chain of each grant: every altered, missing or inserted row has a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from grants.ledger.triggers.seals import FACTS, SEAL

CHUNK = 20_000  # rows that the database looks at in one query; what it finds is all that comes here

_CHAIN = f"""
    SELECT * FROM (
        SELECT s.number, s.entry_id, CASE
            WHEN e.id IS NULL THEN 'missing'
            WHEN s.number > 1 AND before.id IS NULL THEN 'seal before it missing'
            WHEN e.grant_id <> s.grant_id THEN 'of another grant'
            WHEN s.digest <> {SEAL.format(previous="s.previous", facts=FACTS.format(row="e"))}
                THEN 'altered'
            WHEN s.previous <> coalesce(before.digest, '') THEN 'out of the chain'
            END AS finding
          FROM grants_ledgerseal s
          LEFT JOIN grants_ledgerentry e ON e.id = s.entry_id
          LEFT JOIN grants_ledgerseal before
                 ON before.grant_id = s.grant_id AND before.number = s.number - 1
         WHERE s.grant_id = %s AND s.number > %s AND s.number <= %s
    ) looked_at WHERE finding IS NOT NULL ORDER BY number
"""
# The other way round: an entry that was put in beside the trigger has no seal that would name it.
_UNSEALED = """
    SELECT e.grant_id, e.id FROM grants_ledgerentry e
     WHERE e.id > %s AND e.id <= %s
       AND NOT EXISTS (SELECT 1 FROM grants_ledgerseal s WHERE s.entry_id = e.id) ORDER BY e.id
"""
# Both numbers, as seals that are cut off at the end leave a chain that is whole in itself.
_GRANTS = """
    SELECT g.id, g.code, g.sealed, coalesce(max(s.number), 0) FROM grants_grant g
      LEFT JOIN grants_ledgerseal s ON s.grant_id = g.id GROUP BY g.id ORDER BY g.id
"""
# A chain that was written anew from some row on is whole, too; it differs from what was kept.
_CHECKPOINTS = """
    SELECT c.number FROM grants_ledgercheckpoint c
      LEFT JOIN grants_ledgerseal s ON s.grant_id = c.grant_id AND s.number = c.number
     WHERE c.grant_id = %s AND s.digest IS DISTINCT FROM c.digest ORDER BY c.number
"""


@dataclass(frozen=True)
class Finding:
    """A row that is not as it was posted."""

    grant: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.grant}: {self.row}: {self.what}"


@dataclass(frozen=True)
class Chain:
    """One grant's chain: how many entries it should have, and how many it has."""

    pk: int
    code: str
    sealed: int
    last: int


def chains() -> list[Chain]:
    return [Chain(*row) for row in _rows(_GRANTS)]


def findings(found: list[Chain]) -> Iterator[Finding]:
    """Everything that is wrong, in a fixed order; memory does not grow with the ledger."""
    for chain in found:
        yield from _of_chain(chain)
    codes = {chain.pk: chain.code for chain in found}
    (last,) = _rows("SELECT coalesce(max(id), 0) FROM grants_ledgerentry")[0]
    for start in range(0, last, CHUNK):
        for grant_id, pk in _rows(_UNSEALED, start, start + CHUNK):
            yield Finding(codes[grant_id], f"entry {pk}", "inserted, without a seal")


def _of_chain(chain: Chain) -> Iterator[Finding]:
    for start in range(0, chain.last, CHUNK):
        for number, entry, what in _rows(_CHAIN, chain.pk, start, start + CHUNK):
            yield Finding(chain.code, f"number {number}, entry {entry}", what)
    if chain.last != chain.sealed:
        yield Finding(
            chain.code, f"end of the chain, number {chain.last}", f"should be {chain.sealed}"
        )
    for (number,) in _rows(_CHECKPOINTS, chain.pk):
        yield Finding(chain.code, f"number {number}", "not what its checkpoint says")


def contains(code: str, number: int, digest: str) -> bool:
    """Whether the chain holds what somebody kept outside, for example in a mail."""
    known = _rows(
        """SELECT 1 FROM grants_ledgerseal s JOIN grants_grant g ON g.id = s.grant_id
            WHERE g.code = %s AND s.number = %s AND s.digest = %s""",
        code,
        number,
        digest,
    )
    return bool(known)


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())
