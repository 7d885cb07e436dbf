"""How each thing that `grants.commitments` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "commitment_item.open_amount": "UPDATE grants_commitmentitem SET open_amount = open_amount - 1",
    "commitment_item.spent_amount": """
        UPDATE grants_commitmentitem SET spent_amount = 1, open_amount = open_amount - 1""",
    "commitment_item.covered": """
        UPDATE grants_commitmentitem SET covered = 1, open_amount = open_amount - 1""",
    "recovery.received": """
        INSERT INTO grants_recovery (spent_by_id, debtor, why, amount, received, status, opened_at,
               waiver)
        SELECT min(id), '', '', 9, 9, 'open', now(), '' FROM grants_ledgerentry""",
    "commitment_item.parts": "DELETE FROM grants_commitmentpart",
    "budget_line.committed_items": "UPDATE grants_commitmentitem SET open_amount = 1",
    "engagement.released": """
        INSERT INTO grants_engagement (commitment_id, kind, reference, person, affiliation, company,
               subject, starts_on, ends_on, status, token)
        SELECT min(id), 'fee', 'F', 'A', '', '', '', '2022-07-04', '2022-07-04', 'closed',
               gen_random_uuid() FROM grants_commitment""",
}
