"""The storage held against the database: what nothing names is deleted, what lacks is reported."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from ivi_training.files.models.stored_file import file_columns, named

# A file is written before the transaction that names it is committed: a large one on a slow disk,
# a copy of data with every paper of a person.
GRACE = timedelta(days=1)
_AT_ONCE = 500


@dataclass
class Sweep:
    """Names of files: deleted since nothing names them, and named but not there."""

    deleted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def sweep(*, is_preview: bool = False) -> Sweep:
    """Delete files older than a day that no row names; find rows whose file is not there.

    A preview deletes nothing. Safe at any time, and beside itself.
    """
    found = Sweep()
    before = timezone.now() - GRACE
    for names in _in_steps(stored_names()):
        orphans = names - named(names)
        found.deleted += sorted(n for n in orphans if default_storage.get_modified_time(n) < before)
    if not is_preview:
        for name in found.deleted:
            default_storage.delete(name)
    for names in _in_steps(_all_named()):
        found.missing += sorted(name for name in names if _is_missing(name))
    return found


def _is_missing(name: str) -> bool:
    # One that was deleted with its row since the row was read is not missing.
    return not default_storage.exists(name) and bool(named([name]))


def stored_names(folder: str = "") -> Iterator[str]:
    """The names of all files in the storage, below a folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    for file in files:
        yield prefix + file
    for inner in folders:
        yield from stored_names(prefix + inner)


def _all_named() -> Iterator[str]:
    for column in file_columns():
        rows = column.model._default_manager.exclude(**{column.name: ""}).order_by()
        yield from rows.values_list(column.name, flat=True).iterator()


def _in_steps(names: Iterator[str]) -> Iterator[set[str]]:
    step: set[str] = set()
    for name in names:
        step.add(name)
        if len(step) == _AT_ONCE:
            yield step
            step = set()
    if step:
        yield step
