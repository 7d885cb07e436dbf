"""Each counter, corrupted by hand with its triggers off, is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.counted import one_of_each_counted
from tests.repository.examples import collect
from tests.repository.world import judge_now
from trainees.office.reports import invariants
from trainees.places.actions import quotas
from trainees.places.models import Quota

pytestmark = pytest.mark.django_db

CORRUPTIONS: dict[str, str] = collect("recounts", "CORRUPTIONS")


@contextmanager
def no_triggers() -> Iterator[None]:
    """Neither triggers nor the checks of foreign keys, as after a repair by hand."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was done before is judged before
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(scope="module")
def enrolled(module_db: None) -> None:
    one_of_each_counted()
    judge_now()


def test_every_invariant_has_a_corruption():
    assert set(CORRUPTIONS) == set(invariants.INVARIANTS)


@pytest.mark.usefixtures("enrolled")
@pytest.mark.parametrize("invariant", CORRUPTIONS)
def test_corruption_is_found_and_named(invariant: str):
    assert list(invariants.differences()) == []
    with no_triggers(), connection.cursor() as cursor:
        if invariant == "quota.ceiling":  # only without its CHECK can it be wrong
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE trainees_quota DROP CONSTRAINT quota_never_oversubscribed")
        cursor.execute(CORRUPTIONS[invariant])
    assert invariant in {difference.invariant for difference in invariants.differences()}


@pytest.mark.usefixtures("enrolled")
def test_closed_quota_counts_nothing():
    made = Quota.objects.get(name_en="Total")
    quotas.close(made, reason="Other facts", by=UserFactory())
    assert list(invariants.differences()) == []
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE trainees_quota SET used = 1 WHERE closed_at IS NOT NULL")
    (difference,) = invariants.differences()
    assert (difference.invariant, difference.kept, difference.counted) == ("quota.used", 1, 0)
