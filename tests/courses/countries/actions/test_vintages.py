"""Lists of countries: a draft is kept whole, or not at all."""

from datetime import date

import pytest

from courses.countries.actions import vintages
from courses.countries.actions.vintages import RowsUnread, UnreadRow, VintageFile
from courses.countries.models import ClassificationVintage

pytestmark = pytest.mark.django_db


def test_list_with_a_row_that_could_not_be_read_is_not_kept():
    sheet = VintageFile({"VN": "LM"}, [UnreadRow(3, "XXX LM", "The code is not known.")])
    with pytest.raises(RowsUnread, match="Row 3: The code is not known"):
        vintages.save_draft("WB_INCOME", "FY27", date(2026, 7, 1), sheet)
    assert not ClassificationVintage.objects.exists()
