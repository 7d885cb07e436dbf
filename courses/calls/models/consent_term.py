"""What people are asked to agree to: once published a text stands, a change is a next version."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.calls.statuses import NAMES_RECIPIENTS, ConsentKind
from courses.programs.models.program import Program
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.models.published import (
    Published,
    publication_is_signed,
    publication_triggers,
)

TEXTS = ("title", "purpose", "items", "retention", "refusal")
_IN_BOTH: dict[str, Any] = {f"{text}_{code}": "" for text in TEXTS for code in ("en", "ko")}
_IS_WHOLE = Q()
for _column in _IN_BOTH:
    _IS_WHOLE &= ~Q(**{_column: ""})


class ConsentTermQuerySet(models.QuerySet["ConsentTerm"]):
    def published(self) -> "ConsentTermQuerySet":
        return self.filter(published_at__isnull=False)

    def in_force(self) -> "ConsentTermQuerySet":
        """The newest published text of each kind of each program: the one that is asked."""
        newest_first = self.published().order_by("program_id", "kind", "-number")
        return newest_first.distinct("program_id", "kind")


class ConsentTerm(Published):
    """One version of one kind of consent: what for, which data, how long, and what a no means."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="consent_terms", verbose_name=_("program")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ConsentKind)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    is_required = models.BooleanField(
        _("required"),
        default=False,
        help_text=_("Without it no application can be handed in. Only what the program needs."),
    )
    title_en = models.CharField(_("title (English)"), max_length=150)
    title_ko = models.CharField(_("title (Korean)"), max_length=150, blank=True)
    purpose_en = models.TextField(_("what for (English)"), max_length=2000)
    purpose_ko = models.TextField(_("what for (Korean)"), max_length=2000, blank=True)
    items_en = models.TextField(_("which data (English)"), max_length=2000)
    items_ko = models.TextField(_("which data (Korean)"), max_length=2000, blank=True)
    recipients_en = models.TextField(_("who receives them (English)"), max_length=2000, blank=True)
    recipients_ko = models.TextField(_("who receives them (Korean)"), max_length=2000, blank=True)
    retention_en = models.TextField(_("how long (English)"), max_length=2000)
    retention_ko = models.TextField(_("how long (Korean)"), max_length=2000, blank=True)
    refusal_en = models.TextField(_("what happens on refusal (English)"), max_length=2000)
    refusal_ko = models.TextField(
        _("what happens on refusal (Korean)"), max_length=2000, blank=True
    )

    title = InLanguage()
    purpose = InLanguage()
    items = InLanguage()
    recipients = InLanguage()
    retention = InLanguage()
    refusal = InLanguage()

    objects = ConsentTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        ordering = ["program", "kind", "-number"]
        constraints = [
            models.CheckConstraint(
                name="consentterm_kind_known",
                condition=Q(kind__in=ConsentKind.values),
                violation_error_message=_("This kind of consent is not known."),
            ),
            models.UniqueConstraint(
                fields=["program", "kind", "number"],
                name="consentterm_number_once",
                violation_error_message=_("This program already has a text of this version."),
            ),
            models.UniqueConstraint(
                fields=["program", "kind"],
                name="consentterm_one_draft",
                condition=Q(published_at__isnull=True),
                violation_error_message=_("There is a draft of this kind already: change that."),
            ),
            publication_is_signed("consentterm"),
            models.CheckConstraint(
                name="consentterm_published_in_both_languages",
                condition=Q(published_at__isnull=True) | _IS_WHOLE,
                violation_error_message=_("A text is published in English and in Korean, whole."),
            ),
            models.CheckConstraint(
                name="consentterm_published_names_recipients",
                condition=Q(published_at__isnull=True)
                | ~Q(kind__in=NAMES_RECIPIENTS)
                | (~Q(recipients_en="") & ~Q(recipients_ko="")),
                violation_error_message=_("Say in both languages who receives the data."),
            ),
        ]
        triggers = publication_triggers()

    def __str__(self) -> str:
        return gettext("%(title)s · version %(n)s") % {"title": self.title, "n": self.number}

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"consent_{self.pk}"
