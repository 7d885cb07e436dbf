"""What we override or write out follows a library's own text: an upgrade that changes it says so.

Where one of these fails, read what the library does now, follow it in the place named, measure
again (ADR 43) and put the new digest here.
"""

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.sessions.backends import db
from django.db.models import Model
from django.forms.models import BaseModelForm

from ivi_training.accounts.authentication import AccountBackend
from ivi_training.accounts.sessions import SessionStore
from ivi_training.outbox.account_mails import AccountAdapter
from ivi_training.pages.forms.countries import CountriesChecked
from trainees.applying.forms.form_pages import FactsForm
from trainees.applying.models import Application

# What of ours relies on it, the library's own, and a digest of its text.
RELIED_ON: list[tuple[Any, Callable[..., Any], str]] = [
    (SessionStore.load, db.SessionStore.load, "59ffa97dfa47dacd"),
    (SessionStore.load, db.SessionStore._get_session_from_db, "28e92c416389f0ef"),
    (AccountBackend.get_user, ModelBackend.get_user, "94d3b606e919c6c1"),
    (AccountBackend.get_all_permissions, BaseBackend.get_all_permissions, "63226ff0441fa0ba"),
    (AccountBackend.get_user_permissions, ModelBackend._get_permissions, "81bfa10d47af7528"),
    (
        AccountAdapter._get_login_attempts_cache_key,
        DefaultAccountAdapter._get_login_attempts_cache_key,
        "8061e81d6818ffd3",
    ),
    (CountriesChecked, BaseModelForm._get_validation_exclusions, "a0e765effbb478bb"),
    (FactsForm, BaseModelForm._post_clean, "1d492c7b3e12507c"),
    (Application.validate_constraints, Model.full_clean, "02eacaa6ba8a4bfb"),
]


def digest(function: Callable[..., Any]) -> str:
    text = "".join(inspect.getsource(function).split())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("theirs", "known"),
    [pytest.param(theirs, known, id=theirs.__qualname__) for _ours, theirs, known in RELIED_ON],
)
def test_library_does_what_it_did(theirs: Callable[..., Any], known: str) -> None:
    assert digest(theirs) == known


@pytest.mark.parametrize("ours", [CountriesChecked, FactsForm])
def test_exclusions_are_asked_for_by_the_form(ours: type[BaseModelForm]) -> None:
    """A private method that is not there any more would be overridden in vain."""
    assert "_get_validation_exclusions" in inspect.getsource(BaseModelForm._post_clean)
    assert ours._get_validation_exclusions is not BaseModelForm._get_validation_exclusions
