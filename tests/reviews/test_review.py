"""Reviews are append-only; one current review of a tool for each persona."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reviews.models import Review
from tests.build import NOW, PUBLISHED, file_review, make_tool
from tools.models import Edition
from tools.models.dated import AppendOnly

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool():
    return make_tool("llama")


def test_a_review_cannot_be_saved_a_second_time(tool):
    review = file_review(tool, "builder", 84, "ship")
    review.score = 1
    with pytest.raises(AppendOnly):
        review.save()


def test_a_new_review_supersedes_the_personas_old_one_and_no_other(tool):
    old = file_review(tool, "builder", 84, "ship")
    other = file_review(tool, "skeptic", 84, "ship")
    new = file_review(tool, "builder", 20, "skip", now=NOW)
    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.score, old.superseded_at, new.supersedes) == (84, NOW, old)
    assert other.superseded_at is None
    assert set(Review.objects.current()) == {other, new}


def test_the_same_review_again_records_nothing(tool):
    first = file_review(tool, "builder", 84, "ship")
    version = Edition.current(NOW).version
    assert file_review(tool, "builder", 84, "ship", now=NOW) == first
    assert Review.objects.count() == 1
    assert Edition.current(NOW).version == version


@pytest.mark.parametrize(
    "change",
    [{"score": 83}, {"verdict": "skip"}, {"body": "Other words."}, {"basis": "read about it"}, {"author": "Al"}],
)
def test_any_other_content_is_a_new_review(tool, change):
    file_review(tool, "builder", 84, "ship")
    file_review(tool, "builder", **{"score": 84, "verdict": "ship"} | change, now=NOW)
    assert Review.objects.count() == 2


def test_the_database_allows_one_current_review_of_a_persona(tool):
    review = file_review(tool, "builder", 84, "ship")
    twin = Review.objects.get(pk=review.pk)
    twin.pk, twin._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(("field", "value"), [("score", 101), ("verdict", "hold")])
def test_the_database_refuses_what_is_no_score_and_no_verdict(tool, field, value):
    review = Review.objects.get(pk=file_review(tool, "builder", 84, "ship").pk)
    review.pk, review._state.adding, review.persona = None, True, "skeptic"
    setattr(review, field, value)
    with pytest.raises((IntegrityError,)), transaction.atomic():
        review.save()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"score": 101}, "score"),
        ({"score": -1}, "score"),
        ({"verdict": "split"}, "verdict"),
        ({"author_kind": "committee"}, "author_kind"),
        ({"basis": "heard of it"}, "basis"),
        ({"body": "[" * 5000}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": ""}, "body"),
        ({"author": "a\u202eb"}, "author"),
        ({"author": ""}, "author"),
        ({"reviewed_on": None}, "reviewed_on"),
    ],
)
def test_a_review_that_cannot_be_is_refused_by_field(tool, change, field):
    with pytest.raises(ValidationError) as refusal:
        file_review(tool, "builder", **{"score": 84, "verdict": "ship"} | change)
    assert field in refusal.value.message_dict
    assert not Review.objects.exists()


def test_an_unknown_persona_is_refused(tool):
    with pytest.raises(ValidationError) as refusal:
        file_review(tool, "butler", 84, "ship")
    assert "persona" in refusal.value.message_dict


def test_the_body_is_rendered_clean_when_it_is_filed(tool):
    review = file_review(tool, "builder", 84, "ship", body="*Ship.* <script>alert(1)</script>[x](javascript:alert(1))")
    assert "<em>Ship.</em>" in review.body_html
    assert "script" not in review.body_html


def test_a_review_is_withdrawn_with_a_reason(tool):
    review = file_review(tool, "builder", 84, "ship")
    review.withdraw(because="The author sells it.", now=NOW)
    assert not Review.objects.current().exists()
    assert Review.objects.get().withdrawn_because == "The author sells it."


def test_reviews_of_drafts_and_scheduled_tools_are_nobodys_to_read():
    draft, scheduled, public = (
        make_tool("draft", published_at=None),
        make_tool("scheduled", published_at=NOW + timedelta(seconds=1)),
        make_tool("public", published_at=PUBLISHED),
    )
    for tool in (draft, scheduled, public):
        file_review(tool, "builder", 50, "ship")
    assert [review.tool for review in Review.objects.of_public_tools(NOW)] == [public]
    assert len(Review.objects.of_public_tools(NOW + timedelta(seconds=1))) == 2
