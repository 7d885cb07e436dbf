"""A file that is not taken: a code, and the facts that its sentence names."""


class Refused(Exception):
    """Its code is a key of the sentences in `cleaning` or `spreadsheets`."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
