"""Scheduled jobs of money."""

from celery import shared_task

from grants.ledger.actions import checkpoints


@shared_task(name="grants.make_checkpoints")
def make_checkpoints() -> None:
    """Write down and mail the end of each ledger; safe to run twice or late."""
    checkpoints.make()
