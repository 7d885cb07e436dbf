"""One new country list uploaded twice at the same moment: one draft, and a sentence."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import CharField

from courses.countries.actions import vintages
from courses.countries.actions.vintages import VintageFile, VintageMoved
from courses.countries.models import ClassificationVintage
from courses.countries.statuses import Scheme
from tests.concurrency.conftest import race
from tests.databases import as_owner
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def keep(_number: int = 0) -> None:
    vintages.save_draft(Scheme.WB_INCOME, "FY27", date(2026, 7, 1), VintageFile({"VN": "LM"}, []))


def test_one_upload_of_a_new_list_is_kept_and_the_others_are_told():
    results = race(keep, runners=6)
    assert None in results
    assert {type(result) for result in results} <= {type(None), VintageMoved}
    assert ClassificationVintage.objects.get(code="FY27").rows.count() == 1


def test_without_the_constraint_there_are_several():
    loose = CharField(max_length=10)
    loose.set_attributes_from_name("code")
    unique = ClassificationVintage._meta.get_field("code")
    with as_owner(), connection.schema_editor() as editor:
        editor.alter_field(ClassificationVintage, unique, loose)
    try:
        race(keep, runners=6)
        assert ClassificationVintage.objects.filter(code="FY27").count() > 1
    finally:
        ClassificationVintage.objects.filter(code="FY27").delete()
        with as_owner(), connection.schema_editor() as editor:
            editor.alter_field(ClassificationVintage, loose, unique)


def test_draft_that_was_dropped_meanwhile_is_not_published():
    keep()
    draft = ClassificationVintage.objects.get(code="FY27")
    vintages.discard(ClassificationVintage.objects.get(code="FY27"))
    with pytest.raises(VintageMoved):
        vintages.publish(draft, by=UserFactory())
