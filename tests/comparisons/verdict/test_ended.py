"""A discontinued tool wins nothing, leads nothing, and hides no review of the others. No database."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comparisons.formats.decision_record import decision
from comparisons.params.options import CompareOptions, parse_weights
from comparisons.pictures.subjects import face_of
from comparisons.reading.comparison import compared
from comparisons.verdict.alternatives import alternatives
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.judging import judge
from comparisons.verdict.scorecard import rounds_of, seam_of, sides_of
from comparisons.verdict.sentences import verdict_of
from comparisons.verdict.since_saved import matchup_note
from comparisons.verdict.summaries import card_of, record_of
from comparisons.verdict.table import build
from comparisons.verdict.tape import strips_of
from comparisons.verdict.weights import weigh
from tests.comparisons.verdict.test_sentences import check_reads_well, check_sentence, matchups, profiles_of, texts_of
from tests.conftest import TODAY, make_profile, scores_panel

WEIGHTS = parse_weights("founder:3,builder:0")


def ended(profile, day=date(2026, 5, 3)):
    return replace(profile, discontinued=True, head=profile.head._replace(discontinued_on=day))


def made(*panels, gone=()):
    profiles = [
        make_profile(name.lower(), scores_panel(*panel), name=name)
        for name, panel in zip(("Alpha", "Beta", "Gamma", "Delta"), panels, strict=False)
    ]
    return [ended(profile) if place in gone else profile for place, profile in enumerate(profiles)]


def said(profiles):
    return verdict_of(profiles, bout_of(profiles))


some_ended = matchups.flatmap(
    lambda panels: st.tuples(st.just(profiles_of(panels)), st.sets(st.integers(0, len(panels) - 1), min_size=1))
).map(lambda drawn: [ended(p) if place in drawn[1] else p for place, p in enumerate(drawn[0])])


@given(some_ended)
def test_a_discontinued_tool_is_first_in_nothing(profiles):
    bout = bout_of(profiles)
    gone = {place for place, profile in enumerate(profiles) if profile.discontinued}
    weighted = weigh(bout, WEIGHTS)
    firsts = {bout.leader, bout.flagged, *bout.ranking, *bout.contenders, *(card.winner for card in bout.cards)}
    firsts |= {place for card in bout.cards for place in card.tops}
    firsts |= {strip.leader for strip in strips_of(profiles, bout)}
    firsts |= {place for row in build(profiles).rows for place, cell in enumerate(row.cells) if cell.leads}
    firsts |= {place for round in rounds_of(profiles, bout) for place, lead in enumerate(round.leads) if lead}
    firsts |= {place for place, side in enumerate(sides_of(profiles, bout)) if side.lead}
    firsts |= {weighted.leader, weighted.flip and weighted.flip.leader} if weighted else set()
    assert not firsts & gone


@given(some_ended)
def test_every_sentence_says_so_and_none_recommends_it(profiles):
    verdict, names = said(profiles), [profile.name for profile in profiles if profile.discontinued]
    for text in texts_of(verdict):
        check_reads_well(text)
    for sentence in (
        verdict.headline,
        verdict.summary,
        verdict.which.detail,
        verdict.margin.detail,
        verdict.dissent.detail,
    ):
        check_sentence(sentence)
    for text in (verdict.headline, verdict.which.detail, verdict.summary):
        assert f"{names[0]} was discontinued on 3 May 2026" in text
    left = f"{verdict.headline} {verdict.which.line} {verdict.which.detail} {verdict.agreement} {verdict.dissent.line}"
    for name in names:
        assert not re.search(rf"{name}( by \d|:| ships| leads| takes)|for {name}|takes {name}|or {name}", left)
        assert verdict.which.line != name


@given(some_ended)
def test_the_others_are_judged_as_if_it_had_never_been_there(profiles):
    bout, left = bout_of(profiles), [profile for profile in profiles if not profile.discontinued]
    if len(left) < 2:
        assert (bout.decided, bout.band, bout.lead, bout.leader) == (False, None, 0, None)
        assert said(profiles).band == "No verdict"
        return
    alone = bout_of(left)
    assert [card.persona for card in bout.cards] == [card.persona for card in alone.cards]
    assert (bout.band, bout.lead, bout.out_of) == (alone.band, alone.lead, alone.out_of)
    assert [bout.totals[place] for place in bout.living] == list(alone.totals)
    assert (bout.flagged is None) == (alone.flagged is None)
    verdict, inner = said(profiles), said(left)
    assert (verdict.band, verdict.agreement, verdict.margin, verdict.dissent, verdict.which.line) == (
        inner.band, inner.agreement, inner.margin, inner.dissent, inner.which.line,
    )  # fmt: skip


@given(some_ended)
def test_cards_pictures_records_and_reasons_keep_to_it(profiles):
    bout, card = bout_of(profiles), card_of(profiles)
    verdict = verdict_of(profiles, bout)
    face = face_of(judge(profiles), "Versed")
    assert "was discontinued on 3 May 2026" in card.dissent
    assert "was discontinued on 3 May 2026" in face.words
    assert card.band == face.band == verdict.band
    assert (card.margin == "") == (not bout.decided)
    for text in (card.dissent, face.line):
        check_sentence(text)
    gone = [profile for profile in profiles if profile.discontinued]
    for one in gone:
        assert record_of(one, profiles) == ()
        assert all(line.name != one.name for line in record_of(profiles[0], profiles[1:]))
        for other in alternatives(one, profiles):
            assert other.gains[0] == f"{one.name} was discontinued on 3 May 2026"
            assert other.losses == ()


def test_two_of_which_one_ended_have_no_verdict():
    profiles = made((90, 90, 90, 90), (50, 50, 50, 50), gone=[0])
    verdict, bout = said(profiles), bout_of(profiles)
    assert verdict.headline == "*Alpha was discontinued on 3 May 2026.* No verdict between them."
    assert (verdict.band, verdict.which.line) == ("No verdict", "No verdict between them")
    assert verdict.which.detail == "Alpha was discontinued on 3 May 2026. Only one of them is left to choose."
    assert verdict.margin.detail == "For the record: Alpha 360, Beta 200 of 400."
    assert seam_of(bout) == ""
    assert {round.result for round in rounds_of(profiles, bout)} == {"No verdict"}


def test_of_three_the_two_that_are_left_are_judged_over_their_own_reviewers():
    profiles = made((99, None, None, None), (80, 70, 60, 50), (60, 60, 60, 60), gone=[0])
    bout, verdict = bout_of(profiles), said(profiles)
    assert (bout.totals, bout.out_of) == ((None, 260, 240), 400)
    assert verdict.headline == "*Beta by 20.* The Founder objects. Alpha was discontinued on 3 May 2026."
    assert verdict.margin.detail == "Beta leads 260–240."


def test_several_are_named_each_with_its_day():
    first, second = made((9, 9, 9, 9), (8, 8, 8, 8))
    profiles = [ended(first), ended(second, date(2026, 6, 4))]
    assert said(profiles).headline == (
        "*Alpha was discontinued on 3 May 2026, Beta on 4 June 2026.* No verdict between them."
    )


def test_a_decision_record_decides_nothing_for_what_has_ended():
    profiles = made((90, 90, 90, 90), (50, 50, 50, 50), gone=[0])
    comparison = compared(profiles, CompareOptions(), None)
    text = decision(comparison, address="https://example.com/compare/alpha-vs-beta", today=TODAY)
    assert "- **Alpha**: What alpha is. Discontinued on 3 May 2026; entry price not known." in text
    assert "- The panel: No verdict. Alpha was discontinued on 3 May 2026." in text
    assert "- Under these weights: no verdict (mean of 100: Alpha 90.0 and Beta 50.0)." in text
    assert "single change" not in text


def test_a_saved_comparison_says_that_one_has_ended_since():
    then, now = made((90, 90, 90, 90), (50, 50, 50, 50)), made((90, 90, 90, 90), (50, 50, 50, 50), gone=[0])
    assert matchup_note(["Alpha", "Beta"], bout_of(then), bout_of(now), []) == "Alpha was discontinued since."
    assert matchup_note(["Alpha", "Beta"], bout_of(now), bout_of(now), []) == "Verdict unchanged."
