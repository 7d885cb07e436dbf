"""The outbox: every mail with its state, its exact text and what the mail server said to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ivi_training import mail_kinds
from ivi_training.actions import emails
from ivi_training.admin.page import WithPageContext
from ivi_training.admin.paginator import ShortPaginator
from ivi_training.admin.read_only import ReadOnlyAdmin
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.http import UserRequest
from ivi_training.mail import compose
from ivi_training.models import MailPause, OutgoingEmail, RefusedAddress, User
from ivi_training.signs import NOTHING
from ivi_training.statuses import EmailStatus
from ivi_training.templatetags.ui import instant, status_badge
from ivi_training.views.emails import email_cancel, email_resend

RESEND = "ivi_training.resend_outgoingemail"
RECENT = 2000
ANSWER_LENGTH = 60


class TemplateFilter(admin.SimpleListFilter):
    """Show the mails of one kind; the kinds are those of the latest mails."""

    title = _("kind")
    parameter_name = "template"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Name the kinds without reading the whole table."""
        del request, model_admin
        recent = OutgoingEmail.objects.order_by("-id").values_list("template", flat=True)[:RECENT]
        return [(template, mail_kinds.name(template)) for template in sorted(set(recent))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]
    ) -> QuerySet[OutgoingEmail]:
        """Keep the mails of the chosen kind."""
        del request
        return queryset.filter(template=self.value()) if self.value() else queryset


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(WithPageContext[OutgoingEmail], ReadOnlyAdmin[OutgoingEmail]):
    """Mails to read, to send again and to cancel; their text is never edited."""

    change_form_template = "admin/ivi_training/outgoing_email_change_form.html"
    paginator = ShortPaginator
    list_display = (
        "state", "subject", "recipient", "kind", "queued", "sent", "attempts", "answer",
    )  # fmt: skip
    list_display_links = ("subject",)
    list_filter = ("status", TemplateFilter, "language", "queued_at")
    search_fields = ("recipient", "subject")
    search_help_text = _("Part of the address or of the subject")
    ordering = ("-id",)
    actions = ("resend_selected",)
    fieldsets = (
        (None, {"fields": ("state", "last_response", "attempts", "next_try", "give_up_at")}),
        (_("Message"), {"fields": ("headers", "body", "html_source")}),
        (
            _("Background"),
            {"fields": (
                "about", "kind", "recipient_user", "is_urgent", "is_secret", "when_unsure",
                "queued_at", "sent_at", "history",
            )},
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingEmail]:
        """Leave the bodies where they are until one mail is opened."""
        return super().get_queryset(request).defer("text", "html")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whether the person may decide that a mail goes out again."""
        return request.user.has_perm(RESEND)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of one mail."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", wrap(email_resend), name="email_resend"),
            path("<int:pk>/cancel/", wrap(email_cancel), name="email_cancel"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: OutgoingEmail) -> dict[str, Any]:
        """Offer the steps that the lifecycle allows now."""
        if not self.has_resend_permission(request):
            return {}
        return {
            "can_resend": emails.can_resend(thing),
            "can_cancel": thing.can_move(EmailStatus.CANCELLED),
        }

    @admin.action(description=_("Send again"), permissions=["resend"])
    def resend_selected(
        self, request: UserRequest, queryset: QuerySet[OutgoingEmail]
    ) -> HttpResponse | None:
        """Ask once, naming how many, then queue those that can be sent again."""
        chosen = list(queryset)
        possible = [email for email in chosen if emails.can_resend(email)]
        if "confirmed" in request.POST:
            emails.resend_all(possible, by=request.user)
            messages.success(request, gettext("Queued again: %d.") % len(possible))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Send again"),
            "trail": [
                {
                    "url": reverse("admin:ivi_training_outgoingemail_changelist"),
                    "label": self.opts.verbose_name_plural,
                }
            ],
            "possible": possible,
            "others": [email for email in chosen if not emails.can_resend(email)],
        }
        return TemplateResponse(request, "admin/ivi_training/outgoing_email_resend.html", context)

    @admin.display(description=_("status"), ordering="status")
    def state(self, email: OutgoingEmail) -> SafeString:
        """Show the status in words and colour."""
        return status_badge(email)

    @admin.display(description=_("kind"), ordering="template")
    def kind(self, email: OutgoingEmail) -> str:
        """Name the template without its folder."""
        return mail_kinds.name(email.template)

    @admin.display(description=_("queued"), ordering="queued_at")
    def queued(self, email: OutgoingEmail) -> str:
        """Show the moment in one short line."""
        return _short(email.queued_at)

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, email: OutgoingEmail) -> str:
        """Show the moment in one short line."""
        return _short(email.sent_at)

    @admin.display(description=_("next attempt"))
    def next_try(self, email: OutgoingEmail) -> SafeString | str:
        """Show when it is tried next, if it is."""
        return instant(email.next_attempt_at) if email.status == EmailStatus.QUEUED else NOTHING

    @admin.display(description=_("last answer"))
    def answer(self, email: OutgoingEmail) -> str:
        """Show the beginning of what the server said; the detail page has it whole."""
        return Truncator(email.last_response).chars(ANSWER_LENGTH)

    @admin.display(description=_("headers"))
    def headers(self, email: OutgoingEmail) -> SafeString:
        """Show the headers as they go out."""
        message = compose(email)
        shown = {"From": message.from_email, "To": email.recipient, "Subject": email.subject}
        if message.reply_to:
            shown["Reply-To"] = ", ".join(message.reply_to)
        pairs = {**shown, **message.extra_headers}.items()
        return format_html_join("", "<div><strong>{}:</strong> {}</div>", pairs)

    @admin.display(description=_("text"))
    def body(self, email: OutgoingEmail) -> SafeString:
        """Show the exact text; one that opens an account is for its recipient's eyes only."""
        if email.is_secret and not email.is_wiped:
            return format_html(
                "<p>{}</p>", gettext("Hidden: it carries a link that opens an account.")
            )
        return format_html('<pre class="letter">{}</pre>', email.text)

    @admin.display(description=_("HTML"))
    def html_source(self, email: OutgoingEmail) -> SafeString | str:
        """Show the source of the HTML part, folded."""
        if email.is_secret or not email.html:
            return NOTHING
        return format_html(
            '<details><summary>{}</summary><pre class="letter">{}</pre></details>',
            gettext("Show the source"),
            email.html,
        )

    @admin.display(description=_("about"))
    def about(self, email: OutgoingEmail) -> SafeString | str:
        """Link to what the mail is about, where that has a page here."""
        if not email.subject_id:
            return NOTHING
        model = apps.get_model(email.subject_type)
        label = f"{model._meta.verbose_name} {email.subject_id}"
        try:
            url = reverse(
                f"admin:{email.subject_type.replace('.', '_')}_change", args=[email.subject_id]
            )
        except NoReverseMatch:
            return label
        return format_html('<a href="{}">{}</a>', url, label)

    @admin.display(description=_("done by hand"))
    def history(self, email: OutgoingEmail) -> SafeString | str:
        """Show who sent it again or cancelled it."""
        labels = dict(EmailStatus.choices)
        rows = [
            (instant(change.at), change.by or NOTHING, labels[change.before], labels[change.after])
            for change in email.changes()
        ]
        return format_html_join("", "<div>{} {}: {} → {}</div>", rows) or NOTHING


@admin.register(MailPause)
class MailPauseAdmin(ReadOnlyAdmin[MailPause]):
    """Why the whole queue stands still, if it does."""

    list_display = ("reason", "since", "until")


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ReadOnlyAdmin[RefusedAddress]):
    """Addresses that their own servers do not know; sending a mail again tries them anew."""

    list_display = ("address", "response", "at")
    search_fields = ("address",)
    paginator = ShortPaginator


@register_work
def stuck_mail(user: User) -> Iterator[WorkItem]:
    """Mails that only a person can bring to an end, and a queue that stands still."""
    if not user.has_perm(RESEND):
        return
    url = reverse("admin:ivi_training_outgoingemail_changelist")
    yield WorkItem(
        _("Mails of which nobody knows whether they arrived"),
        OutgoingEmail.objects.filter(status=EmailStatus.UNCERTAIN).count(),
        f"{url}?status__exact={EmailStatus.UNCERTAIN}",
        _("Send them again, or cancel them."),
    )
    yield WorkItem(
        _("Mails that could not be sent"),
        OutgoingEmail.objects.filter(status=EmailStatus.FAILED).count(),
        f"{url}?status__exact={EmailStatus.FAILED}",
        _("The server's last answer says why."),
    )
    if pause := MailPause.objects.first():
        url = reverse("admin:ivi_training_mailpause_changelist")
        yield WorkItem(_("Mail stands still"), 1, url, pause.reason)


def _short(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else NOTHING
