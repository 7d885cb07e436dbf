"""Long lists are walked by key: no page is missed, none repeated, nonsense shows the first."""

import pytest
from django.test import RequestFactory

from ivi_training.outbox.models import RefusedAddress
from ivi_training.pages.pagination import Page, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def five_rows(db: None) -> None:
    for number in range(5):
        RefusedAddress.objects.create(address=f"{number}@example.org", response="550")


def page(**query: object) -> Page:
    return page_of(RefusedAddress.objects.all(), RequestFactory().get("/", query), size=2)


def test_walk_sees_every_row_once_newest_first():
    seen, here = [], page()
    while here.next_before:
        seen += here.rows
        here = page(before=here.next_before)
    seen += here.rows
    assert [row.address[0] for row in seen] == ["4", "3", "2", "1", "0"]
    assert (here.is_first, page().is_first) == (False, True)


@pytest.mark.parametrize("before", ["", "abc", "-1", "1.5", "²", "9" * 40])
def test_nonsense_shows_the_first_page(before: str):
    assert [row.address[0] for row in page(before=before).rows] == ["4", "3"]


def test_beyond_the_end_there_is_nothing():
    here = page(before=1)
    assert (here.rows, here.next_before) == ([], None)
