"""Accounts: an address is one address whatever its case, and a name stands in for it."""

import pytest

from ivi_training.accounts.models import User

pytestmark = pytest.mark.django_db


def test_address_is_stored_and_found_in_lower_case():
    user = User.objects.create_user(" Ana@Example.ORG ")
    assert user.email == "ana@example.org"
    assert User.objects.get_by_natural_key("ANA@example.org") == user
    assert not user.has_usable_password()


@pytest.mark.parametrize(("name", "shown"), [("Ana Núñez", "Ana Núñez"), ("", "ana@example.org")])
def test_account_without_a_name_is_shown_by_its_address(name: str, shown: str):
    user = User.objects.create_user("ana@example.org", name=name)
    assert (str(user), user.get_full_name(), user.get_short_name()) == (shown,) * 3
