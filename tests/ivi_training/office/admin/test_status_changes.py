from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from ivi_training.guards.models import StatusChange
from ivi_training.guards.permissions import Role


def test_record_is_read_and_never_altered(as_role: Callable[[Role], Client]) -> None:
    row = StatusChange.objects.create(
        subject_type="trainees.offer", subject_id=7, before="sent", after="accepted"
    )
    client = as_role(Role.PRIVACY)
    url = reverse("admin:ivi_training_statuschange_change", args=[row.pk])
    assert (
        "Accepted"
        in client.get(reverse("admin:ivi_training_statuschange_changelist")).content.decode()
    )
    assert client.get(url).status_code == 200
    assert client.post(url, {"after": "declined"}).status_code == 403
