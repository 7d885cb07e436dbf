"""Requests as our views receive them."""

from datetime import datetime

from django.http import HttpRequest

from ivi_training.models.user import User


class UserRequest(HttpRequest):
    """A request whose user is signed in."""

    user: User
    arrived_at: datetime  # before its body was read
