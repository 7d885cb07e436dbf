"""The end of each chain, written down once a day and mailed to those who keep it outside."""

from django.contrib.auth.models import Group
from django.db import transaction

from grants.ledger.emails import checkpoints
from grants.ledger.models import LedgerCheckpoint, LedgerSeal
from ivi_training.guards.permissions import Role

# From the grants, of which there are few, to the one seal of each: the seals are never walked.
NEW_ENDS = """
    SELECT s.* FROM grants_grant g
      JOIN grants_ledgerseal s ON s.grant_id = g.id AND s.number = g.sealed
     WHERE NOT EXISTS (SELECT 1 FROM grants_ledgercheckpoint c
        WHERE c.grant_id = g.id AND c.number = g.sealed) ORDER BY g.id
"""


@transaction.atomic
def make() -> list[LedgerCheckpoint]:
    """Keep the end of every chain that has grown since the last time, and mail it."""
    ends = list(LedgerSeal.objects.raw(NEW_ENDS))
    made = LedgerCheckpoint.objects.bulk_create(
        LedgerCheckpoint(grant_id=end.grant_id, number=end.number, digest=end.digest)
        for end in ends
    )
    if made:
        finance = Group.objects.filter(name=Role.FINANCE)
        checkpoints.ledger_checkpoint(made, finance=finance)
    return made
