"""The clock of the law on what a person asks of us about their data: ten days of the calendar."""

from datetime import date

from django.utils import timezone


class HasLegalDeadline:
    """What has a last day to be decided, `due_on`, and knows whether it `is_open`."""

    due_on: date

    @property
    def is_open(self) -> bool:
        raise NotImplementedError

    @property
    def days_left(self) -> int:
        """Days until the law's clock runs out; below zero it has."""
        return (self.due_on - timezone.localdate()).days

    @property
    def days_over(self) -> int:
        """Days since the law's clock ran out."""
        return max(0, -self.days_left)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.days_left < 0
