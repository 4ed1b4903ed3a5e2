"""Words of an editor that the data fills in."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.verdict.basis import basis_of
from comparisons.verdict.editor import Written, standing_words
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.placeholders import PLACEHOLDERS, filled, values_of, why_refused
from tests.conftest import TODAY, make_profile, scores_panel

AHEAD, BEHIND, LEVEL = (90, 80, 70, 60), (50, 60, 72, 40), (90, 80, 70, 60)


def pair(first=AHEAD, second=BEHIND, names=("Alpha", "Beta")):
    return [
        make_profile(name.lower(), name=name, id=place, panel=scores_panel(*scores))
        for place, (name, scores) in enumerate(zip(names, (first, second), strict=True), 1)
    ]


def values(profiles):
    return values_of([profile.name for profile in profiles], bout_of(profiles))


def test_the_values_are_those_of_the_comparison():
    assert values(pair()) == {
        "leader": "Alpha", "lead": "78", "points": "300 to 222", "band": "Rout", "dissent": "the Futurist",
    }  # fmt: skip


@pytest.mark.parametrize("other", [LEVEL, (89, 80, 70, 60), (84, 79, 69, 60)])
def test_in_a_dead_heat_nothing_stands_for_a_leader(other):
    assert "leader" not in values(pair(AHEAD, other))
    assert values(pair(AHEAD, LEVEL))["dissent"] == "nobody"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("*{leader} by {lead}.* Only {dissent} would not.", "*Alpha by 78.* Only the Futurist would not."),
        ("{dissent} disagrees.", "The Futurist disagrees."),
        ("*{dissent}* disagrees. {dissent} does.", "*The Futurist* disagrees. The Futurist does."),
        ("It is {points}, a {band}.", "It is 300 to 222, a Rout."),
        ("{{leader} is written so", "{leader} is written so"),
        ("No braces}", "No braces}"),
        ("{unknown} stays", "{unknown} stays"),
    ],
)
def test_a_text_is_filled(text, said):
    assert filled(text, values(pair())) == said


@pytest.mark.parametrize("text", ["{leader", "{who}", "{}", "{Leader}", "a {lead }", "{leader.name}"])
def test_what_cannot_be_filled_is_refused_with_what_can(text):
    assert "{leader}, {lead}, {points}, {band} and {dissent}" in why_refused(text)


@given(st.lists(st.sampled_from([*(f"{{{name}}}" for name in PLACEHOLDERS), "{{", "}", "*", "a. ", "<b>", " "])))
def test_whatever_is_accepted_is_filled_without_a_placeholder_left(pieces):
    text = "".join(pieces)
    if not why_refused(text):
        said = filled(text.replace("{{", ""), values(pair()))
        assert "{" not in said


def standing(profiles, text):
    bout = bout_of(profiles)
    basis = basis_of([str(profile.head.id) for profile in profiles], bout, TODAY)
    return standing_words(Written(text, basis, f"<p>{text}</p>", basis), profiles, bout, past=False)


def test_names_are_escaped_in_html_and_lose_their_asterisks_in_a_headline():
    said = standing(pair(names=("<b>*A*</b> & Co", "Beta")), "*{leader} by {lead}.*")
    assert said.headline == "*<b>A</b> & Co by 78.*"
    assert said.bottom_line_html == f"<p>*{escape('<b>*A*</b> & Co')} by 78.*</p>"


def test_words_go_on_when_the_points_move_and_leader_and_margin_do_not():
    profiles = pair()
    basis = basis_of(["1", "2"], bout_of(profiles), TODAY)
    later = pair((91, 80, 70, 60))
    typed = standing_words(Written("*Alpha by 78.*", basis), later, bout_of(later), past=False)
    filled_in = standing_words(Written("*{leader} by {lead}.*", basis), later, bout_of(later), past=False)
    assert (typed.headline, filled_in.headline) == ("", "*Alpha by 79.*")


@pytest.mark.parametrize("other", [LEVEL, (84, 79, 69, 60)])
def test_words_that_name_a_leader_in_a_dead_heat_are_not_shown(other):
    level = pair(AHEAD, other)
    written = Written("{leader} it is.", basis_of(["1", "2"], bout_of(level), TODAY))
    assert written.hidden(level, bout_of(level)) == {"headline": "It names the leader, and it is a dead heat."}
