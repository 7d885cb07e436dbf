"""Scheduled jobs of calls."""

from celery import shared_task

from courses.calls.actions import calls
from courses.calls.models import Call


@shared_task(name="courses.open_and_close_calls")
def open_and_close_calls() -> None:
    """Open and close each call whose moment has come; safe to run twice or late."""
    for call in Call.objects.due_to_open():
        calls.open_call(call)
    for call in Call.objects.due_to_close():
        calls.close_call(call)
