"""How many questions the lists of `ivi_training.outbox` ask."""

QUERIES: dict[str, int] = {
    "ivi_training.mailpause": 4,
    "ivi_training.outgoingemail": 5,  # kinds
    "ivi_training.refusedaddress": 4,
}
