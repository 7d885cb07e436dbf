"""Copies of one's own data: asked for, made in the background one at a time, deleted in time."""

from functools import partial
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import DataExport, User
from ivi_training.accounts.models.data_export import KEPT
from ivi_training.accounts.statuses import ExportStatus
from ivi_training.files.models.stored_file import delete_after_commit, digest_of
from ivi_training.outbox import broker
from trainees.records.emails import requests
from trainees.records.errors import ExportInTheMaking

MAKE = "trainees.make_data_exports"


def ask(user: User) -> DataExport:
    """Have a copy made; refused while one is in the making."""
    try:
        with transaction.atomic():
            name = f"my-data-{timezone.localdate()}.zip"
            export = DataExport.objects.create(user=user, name=name)
    except IntegrityError as error:
        raise ExportInTheMaking(_("We write to you as soon as it is ready.")) from error
    transaction.on_commit(partial(broker.nudge, MAKE), robust=True)
    return export


@transaction.atomic
def finish(export: DataExport, archive: IO[bytes]) -> None:
    """Keep the copy, delete the one before it, and tell the person; another worker's stands."""
    if not _still_asked(export):
        return
    for earlier in DataExport.objects.filter(user=export.user_id, status=ExportStatus.READY):
        expire(earlier)
    size, sha256 = digest_of(archive)
    now = timezone.now()
    export.file.save(export.name, File(archive), save=False)
    export.move(
        ExportStatus.READY,
        by=None,
        file=export.file.name,
        size=size,
        sha256=sha256,
        ready_at=now,
        expires_at=now + KEPT,
    )
    requests.data_export_ready(export)


@transaction.atomic
def fail(export: DataExport) -> None:
    """Let the person ask again; what went wrong is in the log."""
    if _still_asked(export):
        export.move(ExportStatus.FAILED, by=None)


@transaction.atomic
def expire(export: DataExport) -> None:
    """Delete the file; the row stays and says that there was one."""
    delete_after_commit([str(export.file.name)])
    export.move(ExportStatus.EXPIRED, by=None, reason="expires_at", file="")


def end_all(user: User, *, why: str) -> None:
    """End copies that are being made, and those that could be saved, with their files."""
    for copy in DataExport.objects.filter(user=user, status=ExportStatus.READY):
        delete_after_commit([str(copy.file.name)])
        copy.move(ExportStatus.EXPIRED, by=None, reason=why, file="")
    for copy in DataExport.objects.filter(user=user, status=ExportStatus.ASKED):
        copy.move(ExportStatus.FAILED, by=None, reason=why)


def _still_asked(export: DataExport) -> bool:
    # Two workers may have made the same copy: the second one deletes its file.
    held = DataExport.objects.select_for_update(of=("self",), no_key=True)
    export.refresh_from_db(fields=["status"], from_queryset=held)
    return export.status == ExportStatus.ASKED
