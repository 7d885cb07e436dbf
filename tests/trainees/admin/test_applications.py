from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ivi_training.permissions import Role
from tests.factories.trainees import submitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "nationality: Vietnam (Lower-middle income)"),
        ("ko", "국적: 베트남 (중하위소득국)"),
    ],
)
def test_basis_of_the_stream_is_told_in_words(
    as_role: Callable[[Role], Client], language: str, told: str
) -> None:
    application = submitted(applicant__nationality="VN")
    url = reverse("admin:trainees_application_change", args=[application.pk])
    with translation.override(language):
        page = as_role(Role.ADMISSIONS).get(url, headers={"accept-language": language})
    assert told in page.content.decode()
    assert "second" not in page.content.decode()
