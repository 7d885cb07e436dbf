"""Draft, publish, next version: the same two buttons for whatever stands once it is published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from ivi_training.accounts.models import User
from ivi_training.guards.models.published import Published
from ivi_training.guards.permissions import requires
from ivi_training.office.views.pages import row_page
from ivi_training.pages.http import UserRequest

CHANGE_IT = _("This is a draft: change it and publish it.")


@dataclass(frozen=True)
class VersionKind:
    """What differs from kind to kind: its table, its two actions, what is said.

    `name` begins the names of its addresses. `after` is where one goes once it is published: to
    the row itself, unless it is said.
    """

    name: str
    model: type[Published]
    publish: Callable[..., Any]
    next_version: Callable[[Any], Published]
    published: StrOrPromise
    copied: StrOrPromise = CHANGE_IT
    after: Callable[[Any], str] = row_page

    def may(self, verb: str) -> str:
        meta = self.model._meta
        return f"{meta.app_label}.{verb}_{meta.model_name}"


def publisher(kind: VersionKind) -> Callable[..., HttpResponse]:
    """The view that lets people use a draft from now on; its action refuses what is incomplete."""

    @requires(kind.may("change"))
    @require_POST
    def publish(request: UserRequest, pk: int) -> HttpResponse:
        draft = get_object_or_404(kind.model, pk=pk)
        kind.publish(draft, by=request.user)
        messages.success(request, kind.published)
        return redirect(kind.after(draft))

    return publish


def copier(kind: VersionKind) -> Callable[..., HttpResponse]:
    """The view that starts the next version as a copy, or goes on with one that was started."""

    @requires(kind.may("add"))
    @require_POST
    def copy(request: UserRequest, pk: int) -> HttpResponse:
        draft = kind.next_version(get_object_or_404(kind.model, pk=pk))
        messages.success(request, kind.copied)
        return redirect(row_page(draft))

    return copy


def from_ready(start: Callable[[Any], list[Any]]) -> Callable[..., list[Any]]:
    """The act that begins what a program has none of, from what ships."""

    def begin(_thing: None, *, program: Any, by: User) -> list[Any]:
        del by  # a draft binds nobody
        return start(program)

    return begin
