"""Requests as our views receive them, and what addresses name."""

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

if TYPE_CHECKING:
    from ivi_training.accounts.models import User

M = TypeVar("M", bound=Model)


class UserRequest(HttpRequest):
    """A request whose user is signed in."""

    user: "User"
    arrived_at: datetime  # before its body was read


def pair_or_404(rows: QuerySet[M], *keys: int) -> list[M]:
    """The rows of an address that compares two, in this order; 404 for one row twice."""
    if len(set(keys)) < len(keys):
        raise Http404
    return [get_object_or_404(rows, pk=key) for key in keys]
