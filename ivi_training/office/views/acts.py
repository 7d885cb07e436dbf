"""An act of the office: a thing, what is asked, what it would do, one confirmation, what is said.

Whatever a page shows before it, the action itself refuses what must not be done.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from ivi_training.office.errors import PreviewOutdated
from ivi_training.office.forms.acts import ActForm, ConfirmForm
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest


def digest_of(shown: Any) -> str:
    """One word for plain values, the same on every server."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


class Preview:
    """What an act would do, shown by `template` under the name `plan` before it is confirmed."""

    template: ClassVar[str]

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to confirm."""
        return True

    @property
    def digest(self) -> str:
        """What it shows, in one word: the same word is the same preview."""
        raise NotImplementedError

    @property
    def needs_look(self) -> bool:
        """Whether somebody has to see it before the act."""
        return True

    @property
    def only(self) -> dict[str, Iterable[Any]]:
        """What of the form goes on when it is confirmed, where that is less than was typed."""
        return {}

    def require(self, digest: str) -> None:
        """Refuse what would not do what its preview showed."""
        if self.digest != digest:
            raise PreviewOutdated(
                _("Nothing was done. Somebody else has worked on the same thing meanwhile."),
                then=[_("Go back and look at the preview again.")],
            )


@dataclass(frozen=True)
class Act:
    """What it is called, says about itself, asks, would do, does, and says then.

    `act` is told the thing, `by` and the facts of the form; `said` may be made of what it returns,
    and `in_vain` is said where that is empty. `told` is what the form has to know of the thing,
    `reads` its facts where they are not its cleaned data. Without a preview the one button acts.
    """

    title: StrOrPromise
    act: Callable[..., Any]
    said: StrOrPromise | Callable[[Any], StrOrPromise]
    form: type[BaseForm] = ConfirmForm
    told: Callable[[Any], dict[str, Any]] | None = None
    reads: Callable[[Any], dict[str, Any]] | None = None
    in_vain: StrOrPromise = ""
    about: StrOrPromise = ""
    confirm: StrOrPromise = ""
    preview: Callable[..., Preview] | None = None
    is_bound: bool = False  # nothing is done without a preview's digest; else the action checks
    is_asked_here: bool = True  # else another page has asked, and this one only shows the preview
    template: str = "ivi_training/office/act.html"

    @property
    def has_preview(self) -> bool:
        """For templates, which would call the preview."""
        return self.preview is not None

    def form_for(self, thing: Any, data: Any) -> BaseForm:
        if self.told is not None:
            return self.form(data, **self.told(thing))
        return self.form(data, thing=thing) if issubclass(self.form, ActForm) else self.form(data)

    def facts(self, form: Any) -> dict[str, Any]:
        if self.reads is not None:
            return self.reads(form)
        facts: dict[str, Any] = form.facts() if isinstance(form, ActForm) else form.cleaned_data
        return facts

    def say(self, request: HttpRequest, outcome: Any) -> None:
        """Tell that it is done, or that there was nothing to do."""
        if self.in_vain and not outcome:
            messages.info(request, self.in_vain)
        else:
            messages.success(request, self.said(outcome) if callable(self.said) else self.said)


@dataclass(frozen=True)
class Route:
    """The pages above an act, where Back leads, and where one goes when it is done.

    Back leads to the last of the trail unless it is said; `then` leads back unless it is said, and
    may be made of the outcome and the facts.
    """

    trail: Sequence[Crumb]
    back: str = ""
    then: str | Callable[..., str] = ""

    @property
    def way_back(self) -> str:
        return self.back or self.trail[-1].url

    def after(self, outcome: Any, facts: dict[str, Any]) -> str:
        return self.then(outcome, **facts) if callable(self.then) else self.then or self.way_back


def take(
    request: UserRequest,
    act: Act,
    thing: Any,
    route: Route,
    form: BaseForm | None = None,
    **context: Any,
) -> HttpResponse:
    """Ask, preview, then act once confirmed; what is refused is refused in the preview already.

    `form` is given where another page has asked and has shown its mistakes.
    """
    form = form or act.form_for(thing, request.POST or None)
    facts = _facts(request, act, form)
    plan, is_confirmed = (None, False) if facts is None else _look(request, act, thing, facts)
    if facts is not None and is_confirmed:
        outcome = act.act(thing, by=request.user, **facts)
        act.say(request, outcome)
        return redirect(route.after(outcome, facts))
    shown = {
        "lead": thing if isinstance(thing, Model) else "",
        "act": act,
        "plan": plan,
        "hidden": _hidden(request, act, thing, plan),
    }
    return office.page(
        request,
        act.template,
        title=act.title,
        trail=route.trail,
        back=route.way_back,
        form=form,
        **shown | context,
    )


def _facts(request: UserRequest, act: Act, form: BaseForm) -> dict[str, Any] | None:
    """None while something has to be typed first."""
    if not form.fields:
        return {}
    return act.facts(form) if request.method == "POST" and form.is_valid() else None


def _look(
    request: UserRequest, act: Act, thing: Any, facts: dict[str, Any]
) -> tuple[Preview | None, bool]:
    """The preview, and whether it is confirmed; the action judges for itself after that."""
    is_posted = request.method == "POST"
    if act.preview is None:
        return None, is_posted
    digest = request.POST.get("digest", "")
    if "confirmed" in request.POST and not digest and not act.is_bound:
        return None, True
    plan = act.preview(thing, **facts)
    if digest:
        plan.require(digest)
    return plan, is_posted and (bool(digest) or not plan.needs_look)


def _hidden(request: UserRequest, act: Act, thing: Any, plan: Preview | None) -> list[str]:
    """What was typed, for the button that confirms; without ids, which stand in the form below."""
    if plan is None:
        return []
    data = request.POST.copy()
    for name, values in plan.only.items():
        data.setlist(name, [str(value) for value in values])
    form = act.form_for(thing, data)
    form.auto_id = False
    return [field.as_hidden() for field in form]
