"""The tables of this room."""

from grants.rates.models.exchange_rate import ExchangeRate

__all__ = [
    "ExchangeRate",
]
