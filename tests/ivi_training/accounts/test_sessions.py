"""Sessions: read by our own statement, and made, kept and ended by Django's store."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from ivi_training.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    store = SessionStore()
    store["word"] = "서울"
    store.save()
    return store


def test_what_was_kept_is_read_again(session: SessionStore):
    assert SessionStore(session.session_key)["word"] == "서울"


def test_expired_session_is_empty_and_gets_another_key(session: SessionStore):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    again = SessionStore(session.session_key)
    assert again.load() == {}
    assert again.session_key is None


def test_ended_session_is_empty(session: SessionStore):
    SessionStore(session.session_key).delete()
    assert SessionStore(session.session_key).load() == {}


def test_session_that_somebody_altered_is_empty(session: SessionStore):
    Session.objects.update(session_data="eyJhIjoxfQ:forged")
    assert SessionStore(session.session_key).load() == {}


@pytest.mark.parametrize("change", [{}, {"seconds": 1}, {"seconds": -1}, {"data": "eyJhIjoxfQ:x"}])
def test_our_statement_finds_what_django_finds(session: SessionStore, change: dict[str, object]):
    if "seconds" in change:
        end = timezone.now() + timedelta(seconds=float(str(change["seconds"])))
        Session.objects.update(expire_date=end)
    if "data" in change:
        Session.objects.update(session_data=change["data"])
    ours, theirs = SessionStore(session.session_key), db.SessionStore(session.session_key)
    assert ours.load() == theirs.load()
    assert ours.session_key == theirs.session_key
