"""The project and what every app shares; the Celery app is loaded here so that tasks find it."""

from ivi_training.celery import app as celery_app

__all__ = ("celery_app",)
