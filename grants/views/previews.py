"""Steps that are typed, shown with what they would do to each balance, and then confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from grants.actions.effects import Effect
from grants.forms.steps import StepForm
from grants.models import Grant
from ivi_training.http import UserRequest


@dataclass(frozen=True)
class Step:
    """A step on one thing of a grant: what it is called, asks, would do, does and says then."""

    title: StrPromise
    about: StrPromise
    confirm: StrPromise
    form: type[StepForm]
    preview: Callable[..., Sequence[Effect]]
    act: Callable[..., Any]
    said: StrPromise
    columns: tuple[StrPromise, StrPromise] = (_("Now"), _("Then"))
    then: str = "admin:grants_grant_change"


def nothing(_thing: Any, **_typed: Any) -> Sequence[Effect]:
    """The preview of a step that moves no money."""
    return []


def take(
    request: UserRequest, step: Step, thing: Any, grant: Grant, *, back: str = ""
) -> HttpResponse:
    """Ask, preview, then act on `confirmed`; what is refused is refused in the preview already."""
    form = step.form(request.POST or None, thing=thing)
    is_ready = form.is_valid() if request.method == "POST" else not form.fields
    typed = None if not is_ready else form.facts() if form.fields else {}
    if typed is not None and "confirmed" in request.POST:
        step.act(thing, by=request.user, **typed)
        messages.success(request, step.said)
        return redirect(back or reverse(step.then, args=[grant.pk]))
    context = {
        **admin.site.each_context(request),
        **in_grant(grant),
        **({"back": back} if back else {}),
        "title": step.title,
        "step": step,
        "thing": thing,
        "form": form,
        "effects": None if typed is None else step.preview(thing, **typed),
        "hidden": None
        if typed is None
        else step.form(request.POST or None, thing=thing, auto_id=False),
    }
    status = 422 if form.errors else 200
    return render(request, "grants/step_preview.html", context, status=status)


def in_grant(grant: Grant) -> dict[str, Any]:
    """Where a page of a grant stands."""
    back = reverse("admin:grants_grant_change", args=[grant.pk])
    grants = {"url": reverse("admin:grants_grant_changelist"), "label": _("Grants")}
    return {"trail": [grants, {"url": back, "label": grant.code}], "back": back, "grant": grant}
