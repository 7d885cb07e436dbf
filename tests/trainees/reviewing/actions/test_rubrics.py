"""Rubrics: complete when published, standing then, followed by a copy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ivi_training.guards.actions.publishing import NotComplete, PublishedAlready
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.reviews import draft_rubric, rubric_for
from trainees.reviewing.actions import rubrics
from trainees.reviewing.models import Anchor, Rubric

pytestmark = pytest.mark.django_db


def test_publication_names_who_made_it_and_happens_once():
    rubric, by = draft_rubric(open_call()), UserFactory()
    rubrics.publish(rubric, by=by)
    rubric.refresh_from_db()
    assert (rubric.is_published, rubric.published_by) == (True, by)
    with pytest.raises(PublishedAlready):
        rubrics.publish(rubric, by=by)


def test_rubric_without_a_criterion_or_with_a_past_deadline_is_not_published():
    late = Rubric.objects.create(call=open_call(), review_by=timezone.now() - timedelta(days=1))
    with pytest.raises(NotComplete) as refused:
        rubrics.publish(late, by=UserFactory())
    assert len(refused.value.then) == 2


def test_meaning_of_a_value_off_the_scale_is_pointed_out():
    rubric = draft_rubric(open_call())
    Anchor.objects.create(criterion=rubric.criteria.first(), value=9, text_en="Off")
    with pytest.raises(NotComplete) as refused:
        rubrics.publish(rubric, by=UserFactory())
    assert "“Relevance”: say what 9 means" in refused.value.then[0]


def test_next_version_is_a_copy_that_may_be_changed():
    first = rubric_for(open_call(), hide_name=True, reviews_required=3)
    second = rubrics.next_version(first)
    assert (second.version, second.is_published, second.hide_name) == (2, False, True)
    assert [str(c) for c in second.criteria.all()] == ["Relevance", "English"]
    assert [str(a) for a in Anchor.objects.filter(criterion__rubric=second)] == [
        "5: Leads the work"
    ]
    assert Rubric.objects.in_force(first.call_id) == first
    rubrics.publish(second, by=UserFactory())
    assert Rubric.objects.in_force(first.call_id) == second


def test_draft_of_the_next_version_is_made_once():
    first = rubric_for(open_call())
    assert rubrics.next_version(first) == rubrics.next_version(first)
