"""Amounts of money: whole won, written one way everywhere."""


def krw(amount: int) -> str:
    """An amount as people read it, for example KRW 4,300,000,000."""
    return f"KRW {amount:,}"
