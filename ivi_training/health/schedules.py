"""The timetable of beat, on a machine whose clock may jump."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Runs everything on time after the clock was put back, too.

    Celery waits until the moment of the last run comes round again: a clock that was an hour fast
    for a minute stopped every job for an hour.
    """

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Take what was last run in the future as run now, then go on as Celery does."""
        now = self.app.now()
        for entry in self.schedule.values():
            if entry.last_run_at and entry.last_run_at > now:
                entry.last_run_at = now
                self._heap = None  # it is in the order of moments that will not come
        return super().tick(*args, **kwargs)
