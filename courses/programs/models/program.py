"""Programs: what a funder pays for, whom it is for, and by which country list they are judged."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.countries.models.classification import ClassificationVintage
from courses.countries.statuses import IncomeGroup, Scheme
from courses.countries.triggers.lists import pinned
from courses.programs.statuses import PromotionMode
from courses.programs.triggers.applied import stands_once_applied
from ivi_training.guards.models.bilingual import InLanguage

validate_code = RegexValidator(
    r"^[A-Z0-9][A-Z0-9-]{1,19}\Z",
    _("Use 2 to 20 capital letters, digits and hyphens, for example BDM-2022."),
)


@pghistory.track()
class Program(models.Model):
    """A funded training program with its funder, operator and the country list it pins."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[validate_code],
        help_text=_("Short and lasting, for example GBTC-2022. It appears in addresses."),
    )
    name_en = models.CharField(_("name (English)"), max_length=200)
    name_ko = models.CharField(_("name (Korean)"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_ko = models.TextField(_("summary (Korean)"), blank=True)
    operator_en = models.CharField(_("operator (English)"), max_length=200)
    operator_ko = models.CharField(_("operator (Korean)"), max_length=200, blank=True)
    funder_en = models.CharField(_("funder (English)"), max_length=200)
    funder_ko = models.CharField(_("funder (Korean)"), max_length=200, blank=True)
    announced_on = models.DateField(_("announced on"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    vintage = models.ForeignKey(
        ClassificationVintage,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.WB_INCOME, "published_at__isnull": False},
        verbose_name=_("income-group vintage"),
        help_text=_("Every application is judged by this list, whatever the year of the course."),
    )
    signatures = models.PositiveSmallIntegerField(
        _("signatures"),
        default=2,
        help_text=_("How many people must sign the staged decisions before they are published."),
    )

    promotion = models.CharField(
        _("when a place frees"),
        max_length=10,
        choices=PromotionMode,
        default=PromotionMode.APPROVAL,
        help_text=_(
            "A cohort may do it in another way. After a change of quotas, always approved."
        ),
    )
    promotion_lead_days = models.PositiveSmallIntegerField(
        _("lead time for a visa (days)"),
        default=0,
        help_text=_(
            "So many days before a cohort starts, nobody is offered a freed place any more."
        ),
    )

    name = InLanguage()
    summary = InLanguage()
    operator = InLanguage()
    funder = InLanguage()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["-starts_on", "code"]
        permissions = [
            ("view_dashboard", "Can see enrolment and budget dashboards"),
            ("view_small_counts", "Can see counts of fewer than five people on dashboards"),
        ]
        constraints = [
            models.CheckConstraint(
                name="program_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A program cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="program_promotion_known",
                condition=Q(promotion__in=PromotionMode.values),
                violation_error_message=_("A freed place is offered at once or after approval."),
            ),
        ]
        triggers = [
            pinned,
            # Applications of one program are judged by one list, whichever course they are for.
            stands_once_applied("vintage_id", "vintage"),
            # It stands in addresses that people were given.
            stands_once_applied("code", "code"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Stream(models.Model):
    """A group of trainees the funder counts apart, with the rule that puts a person in it."""

    class Match(models.TextChoices):
        """Which of a person's countries must lie in the stream."""

        ALL = "all", _("nationality and employer's country")
        ANY = "any", _("nationality or employer's country")

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="streams", verbose_name=_("program")
    )
    code = models.CharField(_("code"), max_length=20, validators=[validate_code])
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(
        _("order"), help_text=_("The first stream whose rule a person meets is theirs.")
    )
    match = models.CharField(_("must lie in it"), max_length=3, choices=Match, default=Match.ALL)
    countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_("Two-letter codes, separated by commas, for example KR."),
    )
    income_groups = ArrayField(
        models.CharField(max_length=2, choices=IncomeGroup.choices),
        verbose_name=_("income groups"),
        default=list,
        blank=True,
        help_text=_("Any of L, LM, UM, H, by the program's vintage."),
    )

    name = InLanguage()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        ordering = ["program", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "code"],
                name="stream_code_once_per_program",
                violation_error_message=_("This program already has a stream with this code."),
            ),
            models.UniqueConstraint(
                fields=["program", "position"],
                name="stream_position_once_per_program",
                violation_error_message=_("Two streams of a program cannot have the same order."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, country: str, income_group: str) -> bool:
        """Whether a country, with its group in the program's vintage, lies in this stream."""
        return country in self.countries or income_group in self.income_groups
