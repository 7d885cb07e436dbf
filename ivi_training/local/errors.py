"""What goes wrong with an embedded service, said so that a developer knows what to do."""


class ServiceFailed(Exception):
    """An embedded service cannot be started or used; the message ends the command."""
