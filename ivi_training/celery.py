"""The Celery app and the beat timetable: when each scheduled job runs."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab

from ivi_training.health.start import refuse_demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")

app = Celery("ivi_training")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Refusal(bootsteps.Step):
    """What a worker asks before it takes its first task."""

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        refuse_demonstration()


app.steps["worker"].add(Refusal)

app.conf.beat_schedule = {
    "beat": {"task": "ivi_training.beat", "schedule": 15.0},
    "beat of mail": {
        "task": "ivi_training.beat",
        "schedule": 15.0,
        "args": ["mail worker"],
        "options": {"queue": "mail"},
    },
    "deliver queued mail": {"task": "ivi_training.deliver_queued_mail", "schedule": 20.0},
    "forget what has run out": {"task": "ivi_training.forget_expired", "schedule": 3600.0},
    "open and close calls": {"task": "courses.open_and_close_calls", "schedule": 60.0},
    "expire offers": {"task": "trainees.expire_offers", "schedule": 60.0},
    "remind of offers": {"task": "trainees.remind_of_offers", "schedule": 600.0},
    "follow forms after acceptance": {"task": "trainees.follow_onboardings", "schedule": 600.0},
    "follow endorsements": {"task": "trainees.follow_endorsements", "schedule": 300.0},
    "promote from waiting lists": {"task": "trainees.promote_waiting", "schedule": 60.0},
    "make copies of data": {"task": "trainees.make_data_exports", "schedule": 60.0},
    "delete erased files": {"task": "trainees.delete_erased_files", "schedule": 300.0},
    "sweep files": {
        "task": "ivi_training.sweep_files",
        "schedule": crontab(hour=18, minute=55),  # 03:55 in Seoul
    },
    "destroy what is due": {
        "task": "trainees.destroy_what_is_due",
        "schedule": crontab(hour=17, minute=30),  # 02:30 in Seoul
    },
    "remind reviewers": {
        "task": "trainees.remind_reviewers",
        "schedule": crontab(hour=0, minute=10),  # 09:10 in Seoul
    },
    "resume publications": {"task": "trainees.resume_publications", "schedule": 60.0},
    "remind of missing papers": {
        "task": "trainees.remind_returned",
        "schedule": crontab(hour=0, minute=20),  # 09:20 in Seoul
    },
    "make checkpoints of the ledger": {
        "task": "grants.make_checkpoints",
        "schedule": crontab(hour=18, minute=40),  # 03:40 in Seoul
    },
    "reconcile places, people and money": {
        "task": "trainees.reconcile",
        "schedule": crontab(hour=18, minute=25),  # 03:25 in Seoul
    },
    "check invariants": {
        "task": "trainees.check_invariants",
        "schedule": crontab(hour=18, minute=10),  # 03:10 in Seoul
    },
}
