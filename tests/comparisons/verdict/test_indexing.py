"""Which matchups search engines may list. No database."""

import pytest

from comparisons.verdict.indexing import why_not_indexed
from tests.conftest import make_profile, scores_panel

FULL = scores_panel(80, 70, 60, 50)
PARTIAL = scores_panel(80, 70, 60)


@pytest.mark.parametrize("tools", [2, 3, 4])
def test_full_panels_of_one_category_are_listed(tools):
    assert why_not_indexed([make_profile(f"t{n}", FULL) for n in range(tools)], curated=False) is None


@pytest.mark.parametrize("curated", [True, False])
def test_one_missing_review_keeps_a_matchup_out_even_a_curated_one(curated):
    profiles = [make_profile("a", FULL), make_profile("b", FULL), make_profile("c", PARTIAL)]
    assert "panel" in why_not_indexed(profiles, curated=curated)


def test_tools_of_different_categories_are_listed_only_when_an_editor_put_them_together():
    profiles = [make_profile("a", FULL, category_id=1), make_profile("b", FULL, category_id=2)]
    assert "category" in why_not_indexed(profiles, curated=False)
    assert why_not_indexed(profiles, curated=True) is None


def test_all_tools_must_share_the_category():
    profiles = [make_profile("a", FULL), make_profile("b", FULL), make_profile("c", FULL, category_id=2)]
    assert why_not_indexed(profiles, curated=False) is not None
