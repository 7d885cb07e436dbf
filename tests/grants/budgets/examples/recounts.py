"""How each thing that `grants.budgets` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "transfer.posted": """
        INSERT INTO grants_transfer (from_line_id, to_line_id, amount, reason, reference, status,
                                     asked_at, asked_by_id, decided_at, decided_by_id)
        SELECT l.id, 0, 1, '', '', 'approved', now(), u.id, now(), 0
          FROM grants_budgetline l, ivi_training_user u LIMIT 1""",
}
