"""Employers as entities with all their names, so that a limit per organisation can be kept."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Collate, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.organisations.statuses import OrganisationKind
from courses.organisations.triggers.merges import follows_merge, merge_triggers, never_merged
from ivi_training.guards.erasable import Erasable

LAST = "\U0010ffff"  # sorts behind every letter


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing(self) -> Self:
        """Those that were not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def merged(self) -> Self:
        return self.filter(merged_into__isnull=False)

    def known_as(self, name: str, country: object) -> Self:
        """The one, if any, that has this name in this country, whatever the case.

        Lower case as the constraint sees it: to the database, İstanbul and istanbul are the same.
        """
        lowered = OrganisationName.objects.alias(lowered=Lower("name"))
        named = lowered.filter(country=country, lowered=Lower(Value(name)))
        return self.filter(pk__in=named.values("organisation"))

    def beginning_with(self, letters: str) -> Self:
        """Those with a name that begins so, whatever the case; read from the index."""
        begin, end = (Collate(Lower(Value(text)), "C") for text in (letters, letters + LAST))
        named = OrganisationName.objects.alias(plain=Collate(Lower("name"), "C")).filter(
            plain__gte=begin, plain__lt=end
        )
        return self.filter(pk__in=named.values("organisation"))


class Organisation(models.Model):
    """An employer: a legal entity in a country, whatever the case its name is typed in.

    One that was merged stays on record and says into which.
    """

    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country or territory"))
    kind = models.CharField(_("kind"), max_length=15, choices=OrganisationKind)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("merged into"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        permissions = [("merge_organisation", "Can merge organisations and add names")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="organisation_once_per_country",
                violation_error_message=_("This organisation is already known in this country."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="named",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    INSERT INTO courses_organisationname (organisation_id, name, country, added_at)
                    VALUES (NEW.id, NEW.name, NEW.country, now());
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="merged_on_record",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id"
                ),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM courses_organisationmerge m
                         WHERE m.goes_id = coalesce(OLD.merged_into_id, OLD.id)
                           AND m.stays_id = NEW.merged_into_id) THEN
                        RAISE EXCEPTION 'organisation % is merged by a record only', OLD.id
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            Erasable(pgtrigger.ReadOnly(name="names_frozen", fields=["name", "country"]), "name"),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name by which one organisation, and no other one in that country, is known."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="names", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country or territory"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
        help_text=_("Empty: an applicant wrote it."),
    )

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="organisationname_once_per_country",
                violation_error_message=_("This name belongs to an organisation already."),
            ),
        ]
        indexes = [
            # Suggestions while somebody types.
            models.Index(Collate(Lower("name"), "C"), name="organisationname_beginning"),
        ]
        triggers = [
            follows_merge(),
            never_merged(),
            Erasable(
                pgtrigger.ReadOnly(
                    name="frozen", fields=["name", "country", "added_at", "added_by"]
                ),
                "name",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationMerge(models.Model):
    """One organisation was another one all along: who said so, when, why. Append-only.

    The database moves what follows from it: names, applications, places held, reviewers.
    """

    goes = models.OneToOneField(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("the one that goes")
    )
    stays = models.ForeignKey(
        Organisation, models.PROTECT, related_name="merges", verbose_name=_("the one that stays")
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("merge of organisations")
        verbose_name_plural = _("merges of organisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="organisationmerge_of_two",
                condition=~Q(goes=F("stays")),
                violation_error_message=_("These are the same organisation."),
            ),
            models.CheckConstraint(
                name="organisationmerge_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why they are the same."),
            ),
        ]
        triggers = merge_triggers()

    def __str__(self) -> str:
        return f"{self.goes} → {self.stays}"
