"""Where pages of a grant stand in the administration."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from ivi_training.office.views.acts import Route
from ivi_training.office.views.pages import Crumb, crumb


def of_grant(grant: Grant) -> list[Crumb]:
    return [grants(), crumb(grant.code, "admin:grants_grant_change", grant.pk)]


def grants() -> Crumb:
    return crumb(_("Grants"), "admin:grants_grant_changelist")


def below(grant: Grant, then: str = "", *, back: str = "") -> Route:
    """An act on something of a grant; `then` is the name of the grant's page that is shown next."""
    return Route(of_grant(grant), back, then and reverse(then, args=[grant.pk]))
