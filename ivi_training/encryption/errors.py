"""Why something sealed does not open; neither says anything about its content."""


class CannotOpen(Exception):
    """It was altered, belongs to another place, or its key is not in the key ring."""


class KeyRingWrong(Exception):
    """The key ring of the environment is empty, or holds something that is not a key."""
