"""Whether pages can be served, and what is wrong behind them; machines ask every few seconds."""

from datetime import datetime
from typing import Any

from django.db import Error
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ivi_training.guards.permissions import public
from ivi_training.health.models import Heartbeat
from ivi_training.outbox import broker
from ivi_training.outbox.models import MailPause, OutgoingEmail

SECONDS_WITHOUT_HEARTBEAT = 60
SECONDS_OF_UNSENT_MAIL = 15 * 60


@public
# An old "ok" out of a cache is worse than none.
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while pages can be served, degraded or not, and 503 when the database is away."""
    now = timezone.now()
    state: dict[str, Any] = {
        "status": "down",
        "database": False,
        "broker": broker.is_reachable(),
        "worker_heartbeat_age_seconds": None,
        "mail_worker_heartbeat_age_seconds": None,
        "oldest_unsent_mail_age_seconds": None,
        "mail_paused": False,
    }
    try:
        beats = dict(Heartbeat.objects.values_list("process", "at"))
        unsent = OutgoingEmail.objects.unsent().aggregate(oldest=Min("queued_at"))["oldest"]
        state["mail_paused"] = MailPause.objects.exists()
    except Error:
        return JsonResponse(state, status=503)
    state["database"] = True
    state["worker_heartbeat_age_seconds"] = _age(beats.get("worker"), now)
    state["mail_worker_heartbeat_age_seconds"] = _age(beats.get("mail worker"), now)
    state["oldest_unsent_mail_age_seconds"] = _age(unsent, now)
    state["status"] = "ok" if _is_well(state) else "degraded"
    return JsonResponse(state)


def _is_well(state: dict[str, Any]) -> bool:
    ages = state["worker_heartbeat_age_seconds"], state["mail_worker_heartbeat_age_seconds"]
    return (
        state["broker"]
        and not state["mail_paused"]
        and all(age is not None and age <= SECONDS_WITHOUT_HEARTBEAT for age in ages)
        and (state["oldest_unsent_mail_age_seconds"] or 0) <= SECONDS_OF_UNSENT_MAIL
    )


def _age(moment: datetime | None, now: datetime) -> int | None:
    """How far away the moment is; one to come says as little of now as one long past."""
    return None if moment is None else abs(round((now - moment).total_seconds()))
