import pytest
from django.test import Client
from django.urls import path
from pytest_django import Settings

from ivi_training import urls
from ivi_training.local import gallery

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [*urls.urlpatterns, path("gallery/", gallery.gallery)]


def test_gallery_shows_every_component(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    page = client.get("/gallery/")
    assert page.status_code == 200
    assert "{{" not in page.content.decode()


def test_gallery_is_for_developers(client: Client) -> None:
    assert client.get("/gallery/").status_code == 404
