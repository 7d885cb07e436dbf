"""Accounts and their roles; a password is set by its owner only."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, auth
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.actions import accounts
from ivi_training.accounts.forms.accounts import AccountForm, NewAccountForm
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.office.admin.site import ACCOUNTS, in_section
from ivi_training.office.admin.table import TableAdmin

ROLE_NAMES = dict(Role.choices)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        del request, model_admin
        return [(role.value, str(role.label)) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        del request
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


def _may_change(request: HttpRequest) -> bool:
    return request.user.has_perm("ivi_training.change_user")


@admin.register(User)
@in_section(ACCOUNTS, 10)
class UserAdmin(TableAdmin[User]):
    """Accounts with their roles; an account is switched off, never deleted."""

    form = AccountForm
    list_display = ("email", "name", "role_names", "is_staff", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("is_staff", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "language")}),
        (_("Access"), {"fields": ("roles", "is_staff", "is_active")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "name", "roles"),
                "description": _(
                    "The account has no password. Its holder sets one with “Forgotten password?” "
                    "on the sign-in page."
                ),
            },
        ),
    )

    @method_decorator(reauthentication_required(enabled=_may_change))
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask again who it is before anybody's roles or address change."""
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the roles of all listed accounts in one query."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(ROLE_NAMES.get(group.name, group.name)) for group in user.groups.all())

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Ask for little when an account is made."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,  # noqa: FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ModelForm[User]]:
        """Use the shorter form for a new account."""
        if obj is None:
            kwargs["form"] = NewAccountForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: ModelForm[User],
        change: bool,
    ) -> None:
        """Save a known account; a new one is made by the action."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = accounts.create_account(
            email=obj.email, name=obj.name, roles=form.cleaned_data["roles"], by=_actor(request)
        )
        obj.pk = made.pk

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,
    ) -> None:
        """Set the roles through the action, which also decides who enters the administration."""
        super().save_related(request, form, formsets, change)
        if change:
            accounts.set_roles(form.instance, form.cleaned_data["roles"], by=_actor(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        """Refuse: what an account did must keep its name."""
        return False


def _actor(request: HttpRequest) -> User | None:
    user = auth.get_user(request)
    return user if isinstance(user, User) else None
