"""The sheet of a review: a value and a comment for each criterion, and one over all."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ivi_training.pages.forms.layout import helper
from trainees.reviewing.actions.reviews import CriterionScore, ScoreSheet
from trainees.reviewing.models import Criterion, Review


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of the sheet with its two fields and what its values mean."""

    criterion: Criterion
    value: forms.BoundField
    comment: forms.BoundField
    meanings: dict[int, str]

    @property
    def points(self) -> list[tuple[Any, str]]:
        return [
            (choice, self.meanings.get(value, ""))
            for choice, value in zip(self.value.subwidgets, self.criterion.values, strict=True)
        ]


class ReviewForm(forms.Form):
    """Scores as far as they are given; all of them once the review is submitted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("Overall comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        help_text=gettext_lazy("Read by those who decide, never by the applicant."),
    )

    def __init__(self, *args: Any, review: Review, is_final: bool = False, **kwargs: Any) -> None:
        self.criteria = list(review.rubric.criteria.prefetch_related("anchors"))
        given = {score.criterion_id: score for score in review.scores.all()}
        initial: dict[str, Any] = {"version": review.version, "comment": review.comment}
        for pk, score in given.items():
            initial |= {f"value_{pk}": score.value, f"comment_{pk}": score.comment}
        super().__init__(*args, **{"initial": initial} | kwargs)
        for criterion in self.criteria:
            self._add(criterion, is_final=is_final)

    def _add(self, criterion: Criterion, *, is_final: bool) -> None:
        self.fields[f"value_{criterion.pk}"] = forms.TypedChoiceField(
            label=criterion.name,
            choices=[(value, str(value)) for value in criterion.values],
            coerce=int,
            empty_value=None,
            required=is_final,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a value before you submit.")},
        )
        self.fields[f"comment_{criterion.pk}"] = forms.CharField(
            label=_("Comment (optional)"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )

    @cached_property
    def rows(self) -> list[CriterionRow]:
        return [
            CriterionRow(
                criterion,
                self[f"value_{criterion.pk}"],
                self[f"comment_{criterion.pk}"],
                {anchor.value: anchor.text for anchor in criterion.anchors.all()},
            )
            for criterion in self.criteria
        ]

    def sheet(self) -> ScoreSheet:
        data = self.cleaned_data
        return ScoreSheet(
            version=cast("int", data["version"]),
            answers={
                c.pk: CriterionScore(data[f"value_{c.pk}"], data[f"comment_{c.pk}"])
                for c in self.criteria
            },
            comment=data["comment"],
        )


class StepBackForm(forms.Form):
    """Why a reviewer does not judge an application."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("One line is enough, for example: we published together in 2021."),
    )

    helper = helper("reason")
