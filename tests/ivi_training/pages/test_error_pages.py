from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.defaults import bad_request, permission_denied, server_error

from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken
from ivi_training.guards.permissions import Role
from ivi_training.health.middleware import RuleBrokenMiddleware

pytestmark = pytest.mark.django_db


class QuotaIsFull(RuleBroken):
    title: str | Promise = _("Full")


def test_missing_page_offers_a_way_on(client: Client) -> None:
    response = client.get("/there/is/nothing/here/")
    assert response.status_code == 404
    assert reverse("account_login") in response.content.decode()


def test_error_of_ours_needs_nothing_to_be_shown(rf: RequestFactory) -> None:
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"was not saved" in response.content


def test_request_that_is_not_understood_needs_no_account(rf: RequestFactory) -> None:
    response = bad_request(rf.get("/"), ValueError())
    assert response.status_code == 400
    assert b"Nothing was changed" in response.content


def test_forbidden_page_says_who_one_is(rf: RequestFactory, anna: User) -> None:
    request = rf.get("/")
    request.user = anna
    response = permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert anna.email in response.content.decode()


def test_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert response.status_code == 403
    assert b"open for too long" in response.content


def test_refused_step_says_what_and_what_next(rf: RequestFactory, anna: User) -> None:
    request = rf.post("/offers/1/", headers={"referer": "http://testserver/offers/1/"})
    request.user = anna
    refusal = QuotaIsFull("LMIC is full.", then=["Wait for a place."])
    response = RuleBrokenMiddleware(_never).process_exception(request, refusal)
    assert response is not None
    page = response.content.decode()
    assert response.status_code == 409
    assert "LMIC is full." in page
    assert "Wait for a place." in page
    assert "Nothing was changed" in page
    assert 'href="http://testserver/offers/1/"' in page


def test_person_without_work_in_it_is_refused_by_the_administration(
    as_role: Callable[[Role], Client],
) -> None:
    client = as_role(Role.APPLICANT)
    response = client.get(reverse("admin:index"), follow=True)
    assert response.status_code == 403


def _never(_request: object) -> HttpResponse:
    raise NotImplementedError
