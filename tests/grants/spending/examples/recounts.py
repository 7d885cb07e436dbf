"""How each thing that `grants.spending` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "expenditure.posted": "UPDATE grants_fundingshare SET amount = amount + 1",
    "expenditure.shared": """
        UPDATE grants_expenditure SET amount = amount + 1, supply = supply + 1""",
}
