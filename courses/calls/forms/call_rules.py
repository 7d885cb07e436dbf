"""A rule of a call as it is set up, and the questions by which a visitor checks themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from courses.calls.actions.call_rules import Days, Facts, Groups
from courses.calls.models import CallRule
from courses.calls.statuses import CountryFact, Education, EnglishLevel, RequiredPaper, RuleKind
from courses.countries.statuses import GROUPS, SCHEME_GROUPS, IncomeGroup, Scheme
from ivi_training.pages.forms.countries import CountryChoiceField
from ivi_training.pages.forms.layout import helper

LONGEST_CAREER = 60  # years
OLDEST = 110
# What a kind of rule compares with; the rest is not kept.
USED = {
    RuleKind.GROUP: {"facts", "match", "income_groups", "countries", "vintage"},
    RuleKind.EXPERIENCE: {"low", "high"},
    RuleKind.AGE: {"low", "high"},
    RuleKind.REPEAT: {"low"},
    RuleKind.EDUCATION: {"education"},
    RuleKind.FIELD: {"words"},
    RuleKind.ENGLISH: {"english"},
    RuleKind.PAPERS: {"papers"},
}
PARAMETERS = [
    "facts", "match", "income_groups", "countries", "vintage", "low", "high", "education",
    "english", "words", "papers",
]  # fmt: skip


def _several(choices: Any, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class CallRuleForm(forms.ModelForm[CallRule]):
    """One rule; the database says what each kind needs."""

    facts = _several(CountryFact.choices, _("Countries of the person"))
    income_groups = _several(
        [choice for choice in GROUPS if choice[0] != IncomeGroup.NOT_CLASSIFIED],
        _("Groups"),
    )
    papers = _several(RequiredPaper.choices, _("Papers"))

    class Meta:
        model = CallRule
        fields = ["position", "kind", *PARAMETERS]

    def clean_countries(self) -> list[str]:
        """Codes in capitals; refuse one that no country or territory has."""
        codes = [code.strip().upper() for code in self.cleaned_data["countries"] or []]
        unknown = [code for code in codes if code not in countries.countries]
        if unknown:
            raise ValidationError(
                _("“%(code)s” is no two-letter code of a country or territory."),
                params={"code": unknown[0]},
            )
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Drop what the kind has no use for, so that a rule says what it does and no more."""
        data = super().clean() or {}
        if data.get("kind") not in RuleKind:
            return data
        for name in set(PARAMETERS) - USED[RuleKind(data["kind"])]:
            data[name] = CallRule._meta.get_field(name).get_default()  # type: ignore[union-attr]
            self.errors.pop(name, None)
        self._refuse_other_lists(data)
        return data

    def _refuse_other_lists(self, data: dict[str, Any]) -> None:
        vintage = data.get("vintage")
        scheme = vintage.scheme if vintage else Scheme.WB_INCOME
        if not set(data.get("income_groups") or []) <= set(SCHEME_GROUPS[scheme].values):
            text = _("Choose groups of the list that this rule judges by, or another list.")
            self.add_error("income_groups", text)


class SelfCheckForm(forms.Form):
    """What the rules of a call look at, asked of a visitor; nothing of it is kept."""

    nationality = CountryChoiceField(label=_("Nationality"))
    second_nationality = CountryChoiceField(
        label=_("Second nationality"),
        required=False,
        help_text=_("Only if you hold two passports."),
    )
    residence = CountryChoiceField(label=_("Country or territory where you live"))
    employer_country = CountryChoiceField(
        label=_("Country or territory of your employer"),
        help_text=_("Where the organisation is registered, not where you live."),
    )
    years = forms.IntegerField(
        label=_("Years of experience"),
        min_value=0,
        max_value=LONGEST_CAREER,
        help_text=_("In biologics, vaccines or their regulation."),
    )
    education = forms.ChoiceField(
        label=_("Highest degree"), choices=[("", "---------"), *Education.choices]
    )
    field_of_study = forms.CharField(label=_("Field of study"), max_length=150)
    english = forms.ChoiceField(
        label=_("English"), choices=[("", "---------"), *EnglishLevel.choices]
    )
    birth_year = forms.IntegerField(label=_("Year of birth"), help_text=_("For example 1990."))
    last_trained = forms.IntegerField(
        label=_("Year in which you last took part in a training of ours"),
        required=False,
        help_text=_("Leave empty if you never did."),
    )

    def __init__(self, *args: Any, rules: Sequence[CallRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - _asked(rules):
            del self.fields[name]
        self.helper = helper(*self.fields)

    def clean_birth_year(self) -> int:
        """Refuse a year in which nobody who applies was born."""
        year: int = self.cleaned_data["birth_year"]
        today = timezone.localdate()
        if not today.year - OLDEST <= year <= today.year:
            raise ValidationError(_("Give the year with four digits, for example 1990."))
        return year

    def clean_last_trained(self) -> int | None:
        """Refuse a year to come."""
        year: int | None = self.cleaned_data["last_trained"]
        today = timezone.localdate()
        if year is not None and not today.year - OLDEST <= year <= today.year:
            raise ValidationError(_("Give the year with four digits, for example 1990."))
        return year

    def facts(self, starts: Days | None, groups: Groups) -> Facts:
        """The answers as rules look at them; a year is every day in it."""
        data = self.cleaned_data
        both = (data.get("nationality"), data.get("second_nationality"))
        return Facts(
            citizenship=tuple(country for country in both if country),
            residence=data.get("residence", ""),
            employer=data.get("employer_country", ""),
            years=data.get("years"),
            education=data.get("education", ""),
            field_of_study=data.get("field_of_study", ""),
            english=data.get("english", ""),
            born=_days(data.get("birth_year")),
            starts=starts,
            trained=_days(data.get("last_trained")),
            groups=groups,
        )


def _days(year: int | None) -> Days | None:
    return None if year is None else (date(year, 1, 1), date(year, 12, 31))


_COUNTRY = {
    CountryFact.CITIZENSHIP: {"nationality", "second_nationality"},
    CountryFact.RESIDENCE: {"residence"},
    CountryFact.EMPLOYER: {"employer_country"},
}
_ANSWER = {
    RuleKind.EXPERIENCE: {"years"},
    RuleKind.EDUCATION: {"education"},
    RuleKind.FIELD: {"field_of_study"},
    RuleKind.ENGLISH: {"english"},
    RuleKind.AGE: {"birth_year"},
    RuleKind.REPEAT: {"last_trained"},
}


def _asked(rules: Sequence[CallRule]) -> set[str]:
    """The questions whose answers some rule looks at; papers come with the application."""
    asked: set[str] = set()
    for rule in rules:
        asked |= _ANSWER.get(RuleKind(rule.kind), set())
        for fact in rule.facts:
            asked |= _COUNTRY[CountryFact(fact)]
    return asked
