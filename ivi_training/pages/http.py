"""Requests as our views receive them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from ivi_training.accounts.models import User


class UserRequest(HttpRequest):
    """A request whose user is signed in."""

    user: "User"
    arrived_at: datetime  # before its body was read
