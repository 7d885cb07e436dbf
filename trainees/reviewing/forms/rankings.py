"""How a cohort is ranked, and the freezing of what was previewed."""

import secrets
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.reviewing.actions.rankings import RankingRule
from trainees.reviewing.models.ranking import TieRule


def new_seed() -> str:
    """A seed that nobody has chosen."""
    return secrets.token_hex(8)


class RankingRuleForm(forms.Form):
    is_corrected = forms.BooleanField(
        label=_("Correct for strictness"),
        required=False,
        help_text=_("By the formula below; both scores are shown either way."),
    )
    tie_rule = forms.ChoiceField(
        label=_("Between equal scores"), choices=TieRule, initial=TieRule.SPREAD
    )
    seed = forms.RegexField(
        r"^[\w-]+\Z",
        label=_("Seed"),
        max_length=64,
        help_text=_("Draws the lot where the rule leaves a tie; kept with the ranking."),
    )

    helper = helper(Row(Column("tie_rule"), Column("seed")), "is_corrected")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seed", new_seed())

    def rule(self) -> RankingRule:
        """The rule that was chosen; the proposed one where nothing was."""
        data = self.cleaned_data if self.is_valid() else {}
        return RankingRule(
            tie_rule=TieRule(data.get("tie_rule", TieRule.SPREAD)),
            seed=data.get("seed") or self.initial["seed"],
            is_corrected=data.get("is_corrected", False),
        )


class FreezeForm(RankingRuleForm):
    """The same choices, with what the preview showed."""

    digest = forms.CharField(max_length=64)
    note = forms.CharField(
        label=_("Note (why now, if reviews are missing)"), max_length=300, required=False
    )
