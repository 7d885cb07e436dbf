"""The administration: who enters it, what waits for each role, and the order of its tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.office.admin.table import TableAdmin

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
# Below the tables with a place of their own, by name.
LAST = 1_000
# Of how many sets of permissions and languages a process keeps the menu.
MOST_MENUS = 64


@dataclass(frozen=True)
class WorkItem:
    """Something that waits for a person: how many, and the page where it is done."""

    label: str | Promise
    count: int
    url: str
    hint: str | Promise = ""


@dataclass(frozen=True)
class MenuEntry:
    """A page of ours that stands in the menu above the tables of its section."""

    section: str
    label: str | Promise
    url_name: str
    permission: str


Table = TypeVar("Table", bound=ModelAdmin[Any])
WorkProvider = Callable[[User], Iterable[WorkItem]]
_providers: list[WorkProvider] = []
_entries: list[MenuEntry] = []
# Addresses below the administration that were, and what they became.
_moved: dict[str, str] = {}
_places: dict[type[ModelAdmin[Any]], tuple[str, int]] = {}


def register_work(provider: WorkProvider) -> WorkProvider:
    """Let an app say what waits for a user; it is asked on every visit of the start page."""
    _providers.append(provider)
    return provider


def register_page(section: str, label: str | Promise, url_name: str, *, permission: str) -> None:
    """Put a page of an app into the menu of those who hold the permission."""
    _entries.append(MenuEntry(section, label, url_name, permission))


def register_move(before: str, now: str) -> None:
    """Lead what is asked below an address of the administration to where it stands now."""
    _moved[before] = now


def in_section(section: str, position: int = LAST) -> Callable[[type[Table]], type[Table]]:
    """Let a table say in which section of the menu it stands, and where: in the order of the work.

    Tables at one position are sorted by name.
    """

    def place(table: type[Table]) -> type[Table]:
        _places[table] = section, position
        return table

    return place


class ProgramAdminSite(AdminSite):
    """Django's admin with one sign-in, a start page of what waits, and the work's own order."""

    site_header = _("IVI Training")
    site_title = _("IVI Training")
    index_title = _("What waits for you")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._menus: dict[tuple[frozenset[str] | None, str | None], list[dict[str, Any]]] = {}

    # As Django has it: where this page leads depends on who asks.
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
        kept = [url for url in super().get_urls() if getattr(url, "name", "") not in dropped]
        follow = self.admin_view(_redirect_moved)
        former = [
            path(f"{before}{rest}", follow, {"now": now})
            for before, now in _moved.items()
            for rest in ("", "<path:rest>")
        ]
        # Before the last one of Django's, which answers everything that it does not know.
        return [*former, *kept]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Arrange the tables that the user may see by sections of the work, not by apps."""
        if app_label:
            return super().get_app_list(request, app_label)
        return _by_section(self._in_order(request), request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Pass over what packages register: keys and secrets, which no role has to see."""
        if admin_class is not None and issubclass(admin_class, TableAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer for fields that a table declares to be filled in so; Django does for all."""
        asked = [request.GET.get(name, "") for name in ("app_label", "model_name", "field_name")]
        if tuple(asked) not in self._suggested():
            raise PermissionDenied
        return super().autocomplete_view(request)

    def _suggested(self) -> set[tuple[str, str, str]]:
        return {
            (one.model._meta.app_label, str(one.model._meta.model_name), name)
            for table in self._registry.values()
            for one in (table, *table.inlines)
            for name in one.autocomplete_fields
        }

    def _in_order(self, request: HttpRequest) -> list[dict[str, Any]]:
        """All tables in the order of the work, by the section that each says."""
        # What somebody may and their language say it all; asking each table took 10 ms a page.
        user = request.user
        may = None if user.is_superuser else frozenset(user.get_all_permissions())
        asked = may, get_language()
        if asked not in self._menus:
            if len(self._menus) >= MOST_MENUS:
                self._menus.clear()
            self._menus[asked] = self._sorted(super().get_app_list(request))
        return self._menus[asked]

    def _sorted(self, apps: list[Any]) -> list[dict[str, Any]]:
        models = []
        for model in (model for app in apps for model in app["models"]):
            table = type(self._registry[model["model"]])
            section, position = _places.get(table, (ACCOUNTS, LAST))
            models.append({**model, "section": section, "position": (position, model["name"])})
        return sorted(models, key=lambda model: model["position"])

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        user = request.user
        work = [item for ask in _providers for item in ask(user) if item.count]  # type: ignore[arg-type]
        context = {"work": work, "roles": _roles_of(user), **(extra_context or {})}  # type: ignore[arg-type]
        return super().index(request, context)


def _redirect_moved(request: HttpRequest, now: str, rest: str = "") -> HttpResponse:
    """Lead on, with what was asked and posted."""
    query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
    address = f"{reverse('admin:index')}{now}{rest}{query}"
    return redirect(address, permanent=True, preserve_request=True)


def _by_section(models: list[dict[str, Any]], request: HttpRequest) -> list[Any]:
    sections: dict[str, list[Any]] = {key: [] for key in SECTION_NAMES}
    for model in models:
        sections[model["section"]].append(model)
    pages: dict[str, list[MenuEntry]] = {key: [] for key in SECTION_NAMES}
    for page in _entries:
        if request.user.has_perm(page.permission):
            pages[page.section].append(page)
    # A page of ours may stand below a table's address: then it is the page that is open.
    urls = [reverse(page.url_name) for page in _entries]
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


def _roles_of(user: User) -> list[str]:
    names = dict(Role.choices)
    return [
        str(names.get(name, name))
        for name in user.groups.order_by("name").values_list("name", flat=True)
    ]
