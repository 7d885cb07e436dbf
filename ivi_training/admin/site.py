"""The administration: who enters it, what waits for each role, and the order of its tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ivi_training.models import User
from ivi_training.permissions import Role

PROGRAMS = "programs"
APPLICATIONS = "applications"
MONEY = "money"
MAIL = "mail"
ACCOUNTS = "accounts"
SECTION_NAMES: dict[str, Promise] = {
    PROGRAMS: _("Programs"),
    APPLICATIONS: _("Applications"),
    MONEY: _("Money"),
    MAIL: _("Mail"),
    ACCOUNTS: _("Accounts"),
}
# Where a table stands: a model before its app, in the order of the work. The rest is Accounts.
SECTION_TABLES: dict[str, tuple[str, ...]] = {
    PROGRAMS: (
        "courses.program", "courses.call", "courses.course", "courses.cohort",
        "courses.consentterm", "courses", "trainees.quota", "trainees.quotaversion",
    ),
    APPLICATIONS: (
        "trainees.application", "trainees.rubric", "trainees.reviewer", "trainees.review",
        "trainees.ranking", "trainees.conflictofinterest", "trainees.decision", "trainees.offer",
        "trainees.condition",
        "trainees.enrolment", "trainees.onboarding", "trainees",
    ),
    MONEY: ("grants.grant", "grants.budgetline", "grants.expenditure", "grants"),
    MAIL: (
        "ivi_training.outgoingemail", "ivi_training.mailpause", "ivi_training.refusedaddress",
    ),
    ACCOUNTS: (
        "ivi_training.user", "ivi_training.erasure", "trainees.correction",
        "trainees.retentionrule",
        "trainees.retentionhold", "trainees.destruction",
        "ivi_training.statuschange", "ivi_training",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class WorkItem:
    """Something that waits for a person: how many, and the page where it is done."""

    label: str | Promise
    count: int
    url: str
    hint: str | Promise = ""


@dataclass(frozen=True)
class Page:
    """A page of ours that stands in the menu above the tables of its section."""

    section: str
    label: str | Promise
    url_name: str
    permission: str


WorkProvider = Callable[[User], Iterable[WorkItem]]
_providers: list[WorkProvider] = []
_pages: list[Page] = []


def register_work(provider: WorkProvider) -> WorkProvider:
    """Let an app say what waits for a user; it is asked on every visit of the start page."""
    _providers.append(provider)
    return provider


def register_page(section: str, label: str | Promise, url_name: str, *, permission: str) -> None:
    """Put a page of an app into the menu of those who hold the permission."""
    _pages.append(Page(section, label, url_name, permission))


class ProgramAdminSite(AdminSite):
    """Django's admin with one sign-in, a start page of what waits, and the work's own order."""

    site_header = _("IVI Training")
    site_title = _("IVI Training")
    index_title = _("What waits for you")

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send everybody through the one sign-in page, with its limits and its second factor."""
        del extra_context
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        goal = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(goal, reverse("account_login"))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Leave out Django's pages for passwords: an account has one place for them."""
        dropped = {"password_change", "password_change_done"}
        return [url for url in super().get_urls() if getattr(url, "name", "") not in dropped]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Arrange the tables that the user may see by sections of the work, not by apps."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else _by_section(apps, request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits for this user, then the tables that they may see."""
        user = request.user
        work = [item for ask in _providers for item in ask(user) if item.count]  # type: ignore[arg-type]
        context = {"work": work, "roles": _roles_of(user), **(extra_context or {})}  # type: ignore[arg-type]
        return super().index(request, context)


def _by_section(apps: list[Any], request: HttpRequest) -> list[Any]:
    sections: dict[str, list[Any]] = {key: [] for key in SECTION_NAMES}
    for model in sorted(_models(apps), key=lambda model: model["position"]):
        sections[model["section"]].append(model)
    pages: dict[str, list[Page]] = {key: [] for key in SECTION_NAMES}
    for page in _pages:
        if request.user.has_perm(page.permission):
            pages[page.section].append(page)
    # A page of ours may stand below a table's address: then it is the page that is open.
    urls = [reverse(page.url_name) for page in _pages]
    opened = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    return [
        {
            "name": name,
            "app_label": key,
            "models": sections[key],
            "pages": pages[key],
            "opened": opened,
        }
        for key, name in SECTION_NAMES.items()
        if sections[key] or pages[key]
    ]


def _models(apps: list[Any]) -> Iterable[dict[str, Any]]:
    for app in apps:
        for model in app["models"]:
            label = f"{app['app_label']}.{model['object_name'].lower()}"
            section, position = _place_of(label, app["app_label"])
            yield {**model, "section": section, "position": (position, model["name"])}


def _place_of(model: str, app: str) -> tuple[str, int]:
    for wanted in (model, app):
        for section, tables in SECTION_TABLES.items():
            if wanted in tables:
                return section, tables.index(wanted)
    return ACCOUNTS, len(SECTION_TABLES[ACCOUNTS])


def _roles_of(user: User) -> list[str]:
    names = dict(Role.choices)
    return [
        str(names.get(name, name))
        for name in user.groups.order_by("name").values_list("name", flat=True)
    ]
