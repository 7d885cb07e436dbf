"""What is asked once, before web and worker begin to serve."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection


def refuse_demonstration() -> None:
    """Refuse to serve where demonstration accounts are open and this is not development.

    A database that is away refuses nothing: to say so is the health page's task, and signing in to
    such an account stays refused by itself.
    """
    if settings.DEBUG:
        return
    try:
        found = get_user_model()._default_manager.filter(is_demonstration=True, is_active=True)
        is_found = found.exists()
    except DatabaseError:
        return
    finally:
        connection.close()  # a server forks after this, and no two processes may share one
    if is_found:
        msg = (
            "There are demonstration accounts, whose password everybody can read. Use a database"
            " of its own for production, or close them: manage.py demonstration_accounts --close"
        )
        raise ImproperlyConfigured(msg)
