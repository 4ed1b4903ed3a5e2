"""A verdict in words: sentences read well and say what the numbers say. No database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.params.matchup import MAX_TOOLS
from comparisons.verdict import sentences
from comparisons.verdict.answers import Answer
from comparisons.verdict.head_to_head import decide
from comparisons.verdict.sentences import and_join, base, points_word, verdict_of
from comparisons.verdict.summaries import card_of, record_line, record_of
from comparisons.verdict.tool_sentence import tool_sentence
from reviews.personas import FULL_PANEL
from tests.conftest import make_panel, make_profile, scores_panel

NAMES = ["Alpha", "Beta", "Gamma", "Delta"]
opinions = st.none() | st.tuples(st.integers(0, 100), st.sampled_from(["ship", "skip"]))
close = st.none() | st.tuples(st.integers(70, 73), st.sampled_from(["ship", "skip"]))
full = st.tuples(st.integers(60, 80), st.sampled_from(["ship", "skip"]))
panels = st.one_of(*(st.lists(kind, min_size=4, max_size=4) for kind in (opinions, close, full)))
matchups = st.lists(panels, min_size=2, max_size=4)


def profiles_of(panels):
    return [
        make_profile(name.lower(), make_panel(*panel), name=name) for name, panel in zip(NAMES, panels, strict=False)
    ]


def say(*panels):
    """The verdict about tools with these scores, in order; 50 and more ship."""
    profiles = [
        make_profile(name.lower(), scores_panel(*scores), name=name)
        for name, scores in zip(NAMES, panels, strict=False)
    ]
    return verdict_of(profiles, decide([profile.panel for profile in profiles]))


def judge(panels):
    profiles = profiles_of(panels)
    bout = decide([profile.panel for profile in profiles])
    return profiles, bout, verdict_of(profiles, bout)


def texts_of(verdict):
    answers = (verdict.which, verdict.margin, verdict.dissent)
    return [verdict.band, verdict.agreement, verdict.headline, verdict.summary] + [
        text for answer in answers for text in (answer.line, answer.detail)
    ]


def check_reads_well(text):
    assert text == text.strip()
    assert not re.search(
        r"  |\.\.|,,|,\.|\.,|\( | \)| [.,;:!?]|\bNone\b(?! of them)|\bnone\b|\bzero\b|\{|\}|\bnan\b", text
    ), text
    assert text.count("*") in {0, 2}


def check_sentence(text):
    check_reads_well(text)
    assert re.fullmatch(r"[*A-Z].*[.!?]\*?", text, re.DOTALL), text


@given(matchups)
def test_every_text_reads_well_whatever_the_panels_say(panels):
    _, _, verdict = judge(panels)
    for text in texts_of(verdict):
        assert text
        check_reads_well(text)
    for sentence in (
        verdict.headline,
        verdict.summary,
        verdict.which.detail,
        verdict.margin.detail,
        verdict.dissent.detail,
    ):
        check_sentence(sentence)


@given(matchups)
def test_the_numbers_in_the_words_are_the_totals(panels):
    _, bout, verdict = judge(panels)
    if not bout.comparable:
        return
    assert set(map(int, re.findall(r"\d+", verdict.headline))) <= {bout.lead}
    assert set(map(int, re.findall(r"\d+", verdict.summary))) == {*bout.totals, bout.out_of}
    assert set(map(int, re.findall(r"\d+", verdict.margin.detail))) <= {*bout.totals, bout.out_of}
    if bout.lead:
        assert verdict.margin.line == f"{bout.lead} {'point' if bout.lead == 1 else 'points'} of {bout.out_of}"
    else:
        assert verdict.margin.line == f"Level at {max(bout.totals)}"


@given(matchups)
def test_the_winner_in_the_words_is_the_flagged_tool_and_a_dead_heat_names_none(panels):
    profiles, bout, verdict = judge(panels)
    if not bout.comparable:
        assert verdict.band == "Not comparable yet"
        return
    assert verdict.band == bout.band
    if bout.flagged is None:
        assert verdict.which.line not in NAMES
        assert " by " not in verdict.headline
    else:
        assert verdict.which.line == profiles[bout.flagged].name
        assert verdict.headline.startswith(f"*{profiles[bout.flagged].name} by {bout.lead}.*")


@given(matchups)
def test_who_disagrees_names_exactly_the_dissenting_personas(panels):
    _, bout, verdict = judge(panels)
    if bout.leader is None:
        return
    named = set(re.findall(r"Builder|Skeptic|Futurist|Founder", verdict.dissent.line))
    assert named == {card.persona.name for card in bout.dissent}
    assert (verdict.dissent.line == "Nobody disagrees") == (not bout.dissent and len(bout.cards) == 4)
    assert (verdict.dissent.line == "Nobody so far") == (not bout.dissent and len(bout.cards) < 4)


@given(matchups)
def test_scores_in_the_dissent_are_those_of_the_personas_that_it_names(panels):
    profiles, bout, verdict = judge(panels)
    cards = {card.persona.name: card for card in bout.cards}
    for persona, tool, high, low in re.findall(r"The (\w+) takes (\w+), (\d+)–(\d+)", verdict.dissent.detail):
        card = cards[persona]
        assert profiles[card.winner].name == tool
        assert int(high) == max(card.scores)
        assert int(low) in card.scores
        assert int(low) < int(high)


@given(matchups)
def test_all_of_them_level_is_said_only_where_every_score_is_equal(panels):
    _, bout, verdict = judge(panels)
    cards = {card.persona.name: card for card in bout.cards}
    for persona in re.findall(r"The (\w+) has them level", verdict.dissent.detail):
        assert len(set(cards[persona].scores)) == 1


@given(matchups)
def test_unanimous_is_said_exactly_when_every_card_goes_to_one_tool(panels):
    profiles, bout, verdict = judge(panels)
    if not bout.comparable:
        return
    winners = {max(NAMES[: len(profiles)], key=lambda name: card.scores[NAMES.index(name)]) for card in bout.cards}
    ties = any(card.scores.count(max(card.scores)) > 1 for card in bout.cards)
    agreed = len(winners) == 1 and not ties
    assert verdict.agreement.startswith("Unanimous for") == (agreed and len(bout.cards) == 4)
    assert bool(re.match("(The one card|(Both|All three) cards) that", verdict.agreement)) == (
        agreed and len(bout.cards) < 4
    )


@given(matchups)
def test_the_cards_of_a_split_are_all_counted(panels):
    _, bout, verdict = judge(panels)
    if not verdict.agreement.startswith("Split card"):
        return
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4}
    counts = [numbers[word] for word in re.findall(r"\b(one|two|three|four)\b", verdict.agreement)]
    assert sum(counts) == len(bout.cards)


@given(panels)
def test_the_sentence_of_a_tool_reads_well_and_its_distance_is_exact(panel):
    profile = make_profile("alpha", make_panel(*panel), name="Alpha")
    sentence = tool_sentence(profile)
    check_sentence(sentence)
    match = re.search(r"The (\w+) would.* stands (\d+) points? (above|below) anyone else", sentence)
    if match:
        name, gap, side = match.groups()
        own = next(o.score for o in profile.panel.opinions if o.name == name)
        others = [o.score for o in profile.panel.opinions if o.name != name]
        assert int(gap) == (own - max(others) if side == "above" else min(others) - own)


@given(panels)
def test_a_dissenter_who_does_not_stand_apart_is_not_said_to(panel):
    profile = make_profile("alpha", make_panel(*panel), name="Alpha")
    sentence = tool_sentence(profile)
    for loner in profile.panel.dissenters:
        others = [o.score for o in profile.panel.opinions if o is not loner]
        apart = loner.score > max(others) if loner.ships else loner.score < min(others)
        assert ("anyone else" in sentence) == apart
        assert ("somebody else" in sentence) == (not apart)


def test_the_main_event_in_words():
    verdict = say((84, 78, 81, 55), (85, 78, 80, 52))
    assert verdict.band == "Dead heat"
    assert verdict.agreement == "Split card: two for Alpha, one for Beta, one level"
    assert verdict.headline == "Nothing in it on points. *Either one ships.*"
    assert verdict.which.line == "Either. Both ship."
    assert verdict.margin.line == "3 points of 400"
    assert verdict.margin.detail == "Alpha leads 298–295."
    assert verdict.dissent.line == "The Builder"
    assert verdict.dissent.detail == "Takes Beta, 85–84. The Skeptic has them level."


def test_a_clear_unanimous_winner_in_words():
    verdict = say((80, 80, 80, 80), (70, 70, 70, 70))
    assert verdict.band == "Clear"
    assert verdict.agreement == "Unanimous for Alpha"
    assert verdict.headline == "*Alpha by 40.* Nobody on the panel objects."
    assert verdict.which.line == "Alpha"
    assert verdict.dissent.line == "Nobody disagrees"


@given(matchups)
def test_calls_are_those_of_the_reviewers_that_all_have(panels):
    _, bout, verdict = judge(panels)
    if bout.comparable and verdict.which.line.startswith(("Either. Both ship", "Any of them. All ship")):
        assert all(
            sum(card.verdicts[place] == "ship" for card in bout.cards) * 2 > len(bout.cards)
            for place in range(len(panels))
        )


def test_nobody_disagrees_only_where_all_four_have_spoken():
    verdict = say((80, 80, 80, None), (70, 70, 70, 70))
    assert verdict.headline == "*Alpha by 30.* The Founder has not scored both."
    assert verdict.agreement == "All three cards that count are for Alpha"
    assert verdict.dissent == Answer("Nobody so far", "All three put Alpha first. The Founder has not scored both.")
    assert verdict.summary == "Clear: Alpha 240, Beta 210 of 300. Nobody disagrees so far."
    both = say((80, 80, None, None), (70, 70, None, None), (60, 60, None, None))
    assert both.agreement == "Both cards that count are for Alpha"
    assert both.dissent.detail == "Both put Alpha first. The Futurist and the Founder have not scored them all."
    assert say((80, None, None, None), (70, 70, 70, 70)).agreement == "The one card that counts is for Alpha"


@pytest.mark.parametrize(
    ("panels", "words"),
    [
        ([(80, 80, 80, 80)] * 2, ""),
        ([(80, 80, 80, None), (80, 80, 80, 80)], "over the 3 reviewers both have"),
        ([(80, 80, None, None)] * 3, "over the 2 reviewers all have"),
        ([(80, None, None, None), (80, 80, 80, 80)], "over the one reviewer both have"),
        ([(80, None, None, None), (None, 80, 80, 80)], ""),
    ],
)
def test_what_the_numbers_are_over_is_said(panels, words):
    assert base(decide([scores_panel(*panel) for panel in panels])) == words


def test_one_objector_objects_and_two_object():
    assert say((90, 90, 90, 60), (60, 60, 60, 70)).headline == "*Alpha by 80.* The Founder objects."
    assert say((99, 99, 60, 60), (60, 60, 65, 65)).headline == "*Alpha by 68.* The Futurist and the Founder object."


def test_a_winner_that_the_panel_would_skip_says_so():
    verdict = say((40, 40, 40, 40), (30, 30, 30, 30))
    assert verdict.which.line == "Alpha"
    assert "skip" in verdict.headline
    assert "skip" in verdict.which.detail


def test_level_at_the_same_points():
    verdict = say((80, 60, 70, 70), (60, 80, 70, 70))
    assert verdict.margin.line == "Level at 280"
    assert verdict.dissent.line == "The points are level"


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (2, "Either. Both ship."),
        (3, "Any of them. All ship."),
        (4, "Any of them. All ship."),
    ],
)
def test_a_dead_heat_of_ships_names_no_winner(tools, expected):
    assert say(*[(80, 80, 80, 80)] * tools).which.line == expected


@pytest.mark.parametrize(("tools", "expected"), [(2, "Neither. Both skip."), (3, "None of them. All skip.")])
def test_a_dead_heat_of_skips_names_no_winner(tools, expected):
    assert say(*[(20, 20, 20, 20)] * tools).which.line == expected


def test_one_common_reviewer_is_the_only_one():
    assert say((80, None, None, None), (60, 70, 70, 70)).margin.detail.endswith("Builder, the only one who scored all.")
    assert say((80, 70, None, None), (60, 70, 70, 70)).margin.detail.endswith("Skeptic, the only ones who scored all.")


@pytest.mark.parametrize(("rows", "said"), [(4, "and 1 more row:"), (5, "and 2 more rows:")])
def test_rows_that_are_left_are_counted(rows, said):
    profiles = [make_profile(slug, scores_panel(80, 80, 80, 80)) for slug in ("a", "b")]
    bout = decide([profile.panel for profile in profiles])
    assert said in verdict_of(profiles, bout, ["Row"] * rows).which.detail


def test_tools_without_a_common_reviewer_are_not_comparable_yet():
    verdict = say((80, None, None, None), (None, 80, None, None))
    assert verdict.band == "Not comparable yet"
    assert "Alpha has 1 of 4 reviews and Beta has 1 of 4 reviews" in verdict.which.detail


@pytest.mark.parametrize(
    ("words", "joined"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (["a", "b", "c", "d"], "a, b, c and d")],
)
def test_lists_are_joined_as_they_are_read(words, joined):
    assert and_join(words) == joined


def test_one_point_is_singular():
    assert [points_word(n) for n in (0, 1, 2)] == ["0 points", "1 point", "2 points"]


@pytest.mark.parametrize(
    ("panel", "sentence"),
    [
        ((), "*Not reviewed yet.* The panel has not filed a word."),
        (((80, "ship"),), "*The only one who filed would ship it.*"),
        (((80, "ship"),) * 4, "*All four would ship it.*"),
        (((20, "skip"),) * 3, "*All three who filed would skip it.*"),
        (
            ((80, "ship"), (80, "ship"), (80, "ship"), (50, "skip")),
            "Three of four would ship it. *The Founder would not,* and stands 30 points below anyone else.",
        ),
        (
            ((80, "ship"), (20, "skip"), (20, "skip"), (79, "skip")),
            "Three of four would skip it. *The Builder would ship it,* and stands 1 point above anyone else.",
        ),
        (
            ((80, "ship"), (20, "skip"), (70, "ship"), (40, "skip")),
            "*The panel is split,* two to two. Against it: the Skeptic and the Founder.",
        ),
    ],
)
def test_what_the_panel_says_about_one_tool(panel, sentence):
    assert tool_sentence(make_profile("alpha", make_panel(*panel))) == sentence


@given(matchups)
def test_a_card_in_a_list_tells_the_same_as_the_page(panels):
    profiles, bout, verdict = judge(panels)
    by_slug = sorted(profiles, key=lambda profile: profile.slug)
    bout = decide([profile.panel for profile in by_slug])
    card = card_of(profiles)
    assert card.path == "/compare/" + "-vs-".join(sorted(profile.slug for profile in profiles))
    assert card.band == verdict.band
    check_reads_well(card.dissent)
    if bout.comparable:
        assert (card.scores, card.winner) == (bout.totals, bout.flagged)
    else:
        assert (card.scores, card.winner, card.dissent) == (None, None, "")


def test_a_dead_heat_counts_as_level_in_a_tools_record():
    tool = make_profile("a", scores_panel(80, 80, 80, 80))
    rivals = [
        make_profile("b", scores_panel(78, 78, 78, 78)),  # 8 points: a dead heat
        make_profile("c", scores_panel(78, 78, 78, 77)),  # 9 points: an edge
        make_profile("d", scores_panel(99, 99, 99, 99)),
        make_profile("e", scores_panel()),
    ]
    record = record_of(tool, rivals)
    assert [(line.result, line.totals) for line in record] == [
        ("Level", (320, 312)),
        ("Won", (320, 311)),
        ("Lost", (320, 396)),
    ]
    assert record_line(record) == "1 won, 1 lost, 1 level"


def test_there_is_a_word_for_every_number_of_reviewers_and_of_tools():
    """With room for a panel that grows: a number without a word would break every page."""
    assert len(sentences.NUMBERS) > 2 * max(FULL_PANEL, MAX_TOOLS)
