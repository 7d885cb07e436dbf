"""The outbox: a message exists if and only if what it tells was committed."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.erasable import ERASED
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.outbox.statuses import EMAIL_MOVES, EmailStatus, WhenUnsure

IN_QUEUE = (EmailStatus.QUEUED, EmailStatus.SENDING)
STUCK = (EmailStatus.UNCERTAIN, EmailStatus.FAILED)


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def unsent(self) -> Self:
        return self.filter(status__in=IN_QUEUE)

    def due(self, now: datetime) -> Self:
        """Messages to send now, urgent ones first, and those whose sender died on the way."""
        return (
            self.unsent()
            .filter(next_attempt_at__lte=now)
            .order_by("-is_urgent", "next_attempt_at", "id")
        )

    def for_list(self) -> Self:
        """Messages without their bodies."""
        return self.defer("text", "html", "sealed")


class OutgoingEmail(HasLifecycle):
    """A message to one person, rendered when it became true; its text is never rendered again."""

    MOVES = EMAIL_MOVES

    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        editable=False,
        help_text=_("Kind, thing and occasion: the same fact never makes two messages."),
    )
    kind = models.CharField(_("kind"), max_length=60, editable=False)
    subject_type = models.CharField(_("about"), max_length=60, blank=True, editable=False)
    subject_id = models.BigIntegerField(
        _("number"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty where there is nothing to name, as for an unknown account."),
    )
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True, editable=False)
    recipient = models.EmailField(pgettext_lazy("of a mail", "to"), max_length=254)
    recipient_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # Text and HTML of a secret mail, sealed for this row (encryption); empty once it was sent.
    sealed = models.BinaryField(default=b"", db_default=b"", editable=False)
    is_urgent = models.BooleanField(
        _("urgent"),
        default=False,
        help_text=_("A person waits for it: it is sent before the others."),
    )
    is_secret = models.BooleanField(
        _("secret"),
        default=False,
        help_text=_("Holds a link that opens something: sealed here, deleted once it is sent."),
    )
    is_farewell = models.BooleanField(
        _("farewell"),
        default=False,
        help_text=_("Tells somebody that they are erased: its address is wiped with its text."),
    )
    when_unsure = models.CharField(
        _("when unsure"), max_length=10, choices=WhenUnsure, default=WhenUnsure.RESEND
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EmailStatus, default=EmailStatus.QUEUED
    )
    # Counts the claims and tells senders apart: what comes of an older attempt is not written.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    # In a row, for each doubles the wait.
    deferrals = models.PositiveIntegerField(_("temporary refusals"), default=0)
    # How often nobody knew whether the server had taken it; each may have brought a copy.
    doubts = models.PositiveSmallIntegerField(_("doubts"), default=0, db_default=0)
    # While it is being sent: when its sender counts as dead.
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    # Set by the first temporary refusal.
    give_up_at = models.DateTimeField(_("tried until"), null=True, blank=True)
    last_response = models.TextField(_("last answer"), blank=True)
    queued_at = models.DateTimeField(_("queued at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-id"]
        permissions = [("resend_outgoingemail", "Can send an e-mail again")]
        indexes = [
            # The sender's claim: the next row that is due, urgent ones first.
            models.Index(
                fields=["-is_urgent", "next_attempt_at", "id"],
                name="email_due",
                condition=Q(status__in=IN_QUEUE),
            ),
            # The start page: what waits for a person.
            models.Index("status", name="email_stuck", condition=Q(status__in=STUCK)),
            models.Index("subject_type", "subject_id", name="email_subject"),
        ]
        constraints = [
            known_status("outgoingemail_status_known", EmailStatus),
            models.CheckConstraint(
                name="outgoingemail_sent_has_moment",
                condition=Q(status=EmailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=EmailStatus.SENT) & Q(sent_at__isnull=True)),
                violation_error_message=_("A sent message has a moment of sending, others none."),
            ),
            # Its text is a sentence of ours; a link could only slip in as HTML.
            models.CheckConstraint(
                name="outgoingemail_secret_is_sealed",
                condition=Q(is_secret=False) | Q(html=""),
            ),
        ]
        triggers = lifecycle_triggers(EMAIL_MOVES, [EmailStatus.QUEUED])

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"

    @property
    def is_wiped(self) -> bool:
        if self.recipient == ERASED:
            return True
        return self.is_secret and self.status in {EmailStatus.SENT, EmailStatus.CANCELLED}


class RefusedAddress(models.Model):
    """An address that its own server called unknown; nothing more is tried until a person asks."""

    address = models.CharField(_("address"), max_length=254, unique=True)
    response = models.TextField(_("the server's answer"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.address


class MailPause(models.Model):
    """The queue stands still: the mail server refused our login or our TLS. One row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("next try"))
    reason = models.TextField(_("the server's answer"))

    class Meta:
        verbose_name = _("mail pause")
        verbose_name_plural = _("mail pauses")
        constraints = [models.CheckConstraint(name="mailpause_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.reason
