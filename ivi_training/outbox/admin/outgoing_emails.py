"""The outbox: every mail with its state, its exact text and what the mail server said to it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.paginator import ShortPaginator
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import MAIL, WorkItem, in_section, register_work
from ivi_training.office.views import pages as office
from ivi_training.outbox import kinds
from ivi_training.outbox.actions import emails
from ivi_training.outbox.mail import compose
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.outbox.statuses import EmailStatus
from ivi_training.outbox.views.emails import email_cancel, email_resend, mail_resume
from ivi_training.pages.http import UserRequest
from ivi_training.pages.signs import NOTHING
from ivi_training.templatetags.ui import instant, status_badge

RESEND = "ivi_training.resend_outgoingemail"
RECENT = 2000
ANSWER_LENGTH = 60


class KindFilter(admin.SimpleListFilter):
    """Show the mails of one kind; the kinds are those of the latest mails."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Name the kinds without reading the whole table."""
        del request, model_admin
        recent = OutgoingEmail.objects.order_by("-id").values_list("kind", flat=True)[:RECENT]
        return [(code, kinds.name(code)) for code in sorted(set(recent))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]
    ) -> QuerySet[OutgoingEmail]:
        del request
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingEmail)
@in_section(MAIL, 10)
class OutgoingEmailAdmin(WithPageContext[OutgoingEmail], ReadOnlyAdmin[OutgoingEmail]):
    """Mails to read, to send again and to cancel; their text is never edited."""

    change_form_template = "admin/ivi_training/outgoing_email_change_form.html"
    paginator = ShortPaginator
    list_display = (
        "state", "subject", "recipient", "kind_name", "queued", "sent", "attempts", "answer",
    )  # fmt: skip
    list_display_links = ("subject",)
    list_filter = ("status", KindFilter, "language", "queued_at")
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
                "about", "kind_name", "recipient_user", "is_urgent", "is_secret", "when_unsure",
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
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", wrap(email_resend), name="email_resend"),
            path("resume/", wrap(mail_resume), name="mail_resume"),
            path("<int:pk>/cancel/", wrap(email_cancel), name="email_cancel"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: OutgoingEmail) -> dict[str, Any]:
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
        mails = str(self.opts.verbose_name_plural)
        return office.page(
            request,
            "admin/ivi_training/outgoing_email_resend.html",
            title=gettext("Send again"),
            trail=[office.crumb(mails, "admin:ivi_training_outgoingemail_changelist")],
            possible=possible,
            others=[email for email in chosen if not emails.can_resend(email)],
        )

    @admin.display(description=_("status"), ordering="status")
    def state(self, email: OutgoingEmail) -> SafeString:
        return status_badge(email)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, email: OutgoingEmail) -> str:
        return kinds.name(email.kind)

    @admin.display(description=_("queued"), ordering="queued_at")
    def queued(self, email: OutgoingEmail) -> str:
        return _short(email.queued_at)

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, email: OutgoingEmail) -> str:
        return _short(email.sent_at)

    @admin.display(description=_("next attempt"))
    def next_try(self, email: OutgoingEmail) -> SafeString | str:
        return instant(email.next_attempt_at) if email.status == EmailStatus.QUEUED else NOTHING

    @admin.display(description=_("last answer"))
    def answer(self, email: OutgoingEmail) -> str:
        """Show the beginning of what the server said; the detail page has it whole."""
        return Truncator(email.last_response).chars(ANSWER_LENGTH)

    @admin.display(description=_("headers"))
    def headers(self, email: OutgoingEmail) -> SafeString:
        message = compose(email)
        shown = {"From": message.from_email, "To": email.recipient, "Subject": email.subject}
        if message.reply_to:
            shown["Reply-To"] = ", ".join(message.reply_to)
        pairs = {**shown, **message.extra_headers}.items()
        return format_html_join("", "<div><strong>{}:</strong> {}</div>", pairs)

    @admin.display(description=_("text"))
    def body(self, email: OutgoingEmail) -> SafeString:
        """Show the exact text; of a secret one the sentence that stands in its place."""
        return format_html('<pre class="letter">{}</pre>', email.text)

    @admin.display(description=_("HTML"))
    def html_source(self, email: OutgoingEmail) -> SafeString | str:
        if not email.html:
            return NOTHING
        return format_html(
            '<details><summary>{}</summary><pre class="letter">{}</pre></details>',
            gettext("Show the source"),
            email.html,
        )

    @admin.display(description=_("about"))
    def about(self, email: OutgoingEmail) -> SafeString | str:
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
        labels = dict(EmailStatus.choices)
        rows = [
            (instant(change.at), change.by or NOTHING, labels[change.before], labels[change.after])
            for change in email.changes()
        ]
        return format_html_join("", "<div>{} {}: {} → {}</div>", rows) or NOTHING


@admin.register(MailPause)
@in_section(MAIL, 20)
class MailPauseAdmin(ReadOnlyAdmin[MailPause]):
    list_display = ("reason", "since", "until")


@admin.register(RefusedAddress)
@in_section(MAIL, 30)
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
    yield WorkItem(
        _("Mails of which nobody knows whether they arrived"),
        OutgoingEmail.objects.filter(status=EmailStatus.UNCERTAIN).count(),
        _mails_that_are(EmailStatus.UNCERTAIN),
        _("Send them again, or cancel them."),
    )
    yield WorkItem(
        _("Mails that could not be sent"),
        OutgoingEmail.objects.filter(status=EmailStatus.FAILED).count(),
        _mails_that_are(EmailStatus.FAILED),
        _("The server's last answer says why."),
    )
    if pause := MailPause.objects.first():
        waiting = OutgoingEmail.objects.unsent().count()
        url = reverse("admin:mail_resume")
        yield WorkItem(_("No mail is being sent; so many wait"), max(waiting, 1), url, pause.reason)


def _mails_that_are(status: EmailStatus) -> str:
    return reverse(
        "admin:ivi_training_outgoingemail_changelist", query={"status__exact": status.value}
    )


def _short(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else NOTHING
