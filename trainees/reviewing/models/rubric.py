"""Rubrics: what reviewers judge by; once published it stands, and a change is a next version."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.calls.models import Call
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.models.published import (
    Published,
    part_triggers,
    publication_is_signed,
    publication_triggers,
)

# Everything in a published rubric but its deadline, which may be put off.
_FROZEN = (
    "call_id",
    "version",
    "reviews_required",
    "hide_name",
    "hide_gender",
    "hide_organisation",
    "hide_country",
    "shows_documents",
    "published_at",
    "published_by_id",
)
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN)

# What counts the rows of another table cannot be a CHECK.
_WHOLE = """
    IF NEW.published_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM trainees_criterion WHERE rubric_id = NEW.id) THEN
        RAISE EXCEPTION 'a rubric without a criterion is not published'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class RubricQuerySet(models.QuerySet["Rubric"]):
    def published(self) -> "RubricQuerySet":
        return self.filter(published_at__isnull=False)

    def in_force(self, call_id: int) -> "Rubric | None":
        """The newest published rubric of a call: new reviews are made by it."""
        return self.published().filter(call=call_id).order_by("-version").first()


class Rubric(Published):
    """What the reviewers of one call judge by, what they see, and until when."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="+", verbose_name=_("call"))
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    reviews_required = models.PositiveSmallIntegerField(
        _("reviews wanted for each application"), default=2
    )
    review_by = models.DateTimeField(
        _("reviews due by (KST)"),
        help_text=_("May be put off after publication; reviewers are reminded three days before."),
    )
    hide_name = models.BooleanField(
        _("hide the name"),
        default=False,
        help_text=_("Reviewers see the reference number instead."),
    )
    hide_gender = models.BooleanField(_("hide the gender"), default=True)
    hide_organisation = models.BooleanField(_("hide the employer's name"), default=False)
    hide_country = models.BooleanField(
        _("hide countries"),
        default=False,
        help_text=_("Nationality, residence, the employer's country and the stream."),
    )
    shows_documents = models.BooleanField(
        _("show the papers"),
        default=True,
        help_text=_(
            "A curriculum vitae names a person and an employer. Leave this off where those are "
            "hidden. The statement of purpose is always shown, as it was written."
        ),
    )

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["call", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "version"],
                name="rubric_version_once_per_call",
                violation_error_message=_("This call already has a rubric of this version."),
            ),
            models.CheckConstraint(
                name="rubric_reviews_required_positive",
                condition=Q(reviews_required__gte=1),
                violation_error_message=_("Ask for at least one review."),
            ),
            publication_is_signed("rubric"),
        ]
        triggers = publication_triggers(_WHOLE, changed=_CHANGED)

    def __str__(self) -> str:
        return gettext("%(call)s · version %(n)s") % {"call": self.call.code, "n": self.version}

    @property
    def is_blind(self) -> bool:
        return self.hide_name or self.hide_gender or self.hide_organisation or self.hide_country

    @property
    def is_late(self) -> bool:
        return timezone.now() > self.review_by


class Criterion(models.Model):
    """One question of a rubric, with its weight and the scale it is answered on."""

    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="criteria", verbose_name=_("rubric")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_ko = models.CharField(_("name (Korean)"), max_length=120, blank=True)
    help_en = models.TextField(_("what to look for (English)"), blank=True)
    help_ko = models.TextField(_("what to look for (Korean)"), blank=True)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=1,
        help_text=_("Against the other criteria; only the proportions count."),
    )
    low = models.PositiveSmallIntegerField(_("lowest value"), default=1)
    high = models.PositiveSmallIntegerField(_("highest value"), default=5)

    name = InLanguage()
    help = InLanguage()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "position"],
                name="criterion_position_once_per_rubric",
                violation_error_message=_("Another criterion stands at this place."),
            ),
            models.CheckConstraint(
                name="criterion_weight_positive",
                condition=Q(weight__gt=0),
                violation_error_message=_("A weight is above zero."),
            ),
            models.CheckConstraint(
                name="criterion_scale_rises",
                # Ten keys choose a value on the scoring page.
                condition=Q(high__gt=F("low"), high__lte=F("low") + 10),
                violation_error_message=_("The highest value is above the lowest, by ten at most."),
            ),
        ]
        triggers = part_triggers("trainees_rubric", "rubric", "rubric_id")

    def __str__(self) -> str:
        return self.name

    @property
    def values(self) -> range:
        return range(self.low, self.high + 1)


class Anchor(models.Model):
    """What one value of a scale means, so that two reviewers mean the same by it."""

    # CASCADE: a part of the criterion; nothing of it is left when a draft drops the criterion.
    criterion = models.ForeignKey(
        Criterion, models.CASCADE, related_name="anchors", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(_("value"))
    text_en = models.CharField(_("meaning (English)"), max_length=200)
    text_ko = models.CharField(_("meaning (Korean)"), max_length=200, blank=True)

    text = InLanguage()

    class Meta:
        verbose_name = _("meaning of a value")
        verbose_name_plural = _("meanings of values")
        ordering = ["criterion", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "value"],
                name="anchor_value_once_per_criterion",
                violation_error_message=_("This value has a meaning already."),
            ),
        ]
        triggers = part_triggers(
            "trainees_rubric",
            "rubric",
            "criterion_id",
            join="JOIN trainees_criterion c ON c.rubric_id = r.id",
        )

    def __str__(self) -> str:
        return f"{self.value}: {self.text}"
