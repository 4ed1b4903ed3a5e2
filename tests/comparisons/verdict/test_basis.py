"""What an editor's words rest on: noted when they are written, and the end of them when it is gone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.admin.matchup import hidden_words
from comparisons.management.deriving import found_words
from comparisons.models import Matchup
from comparisons.verdict.basis import basis_of, renamed, why_not
from comparisons.verdict.editor import Event, Said, Written, standing_words
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.judging import judge
from tests.build import NOW, curate, file_review, make_pair, make_tool
from tests.comparisons.demo import import_demo
from tests.comparisons.verdict.test_ended import ended
from tests.conftest import TODAY, make_profile, scores_panel
from tools.models import Edition

DAY = date(2026, 11, 20)
ALPHA, BETA = (90, 51, 74, 72), (68, 40, 62, 36)  # 287 to 206, and all four agree


def pair(alpha=ALPHA, beta=BETA, names=("Alpha 3", "Beta")):
    return [
        make_profile(name, scores_panel(*scores), name=name) for name, scores in zip(names, (alpha, beta), strict=True)
    ]


def basis(profiles):
    return basis_of([str(profile.head.id) for profile in profiles], bout_of(profiles), DAY)


def why(text, then, now, *, event=False):
    return why_not(text, basis(then), now, bout_of(now), event=event)


def test_a_basis_says_who_led_by_how_much_and_who_put_whom_first():
    assert basis_of(["a", "b"], bout_of(pair()), DAY) == {
        "on": "2026-11-20", "leader": "a", "band": "Rout", "lead": 81, "points": {"a": 287, "b": 206},
        "tops": {"builder": ["a"], "skeptic": ["a"], "futurist": ["a"], "founder": ["a"]},
    }  # fmt: skip
    nothing = basis_of(["a", "b"], bout_of(pair(beta=(None,) * 4)), DAY)
    assert nothing == {"on": "2026-11-20", "leader": None, "band": None, "lead": None, "tops": {}, "points": {}}
    assert renamed(basis_of(["1", "2"], bout_of(pair()), DAY), {"1": "b", "2": "a"})["points"] == {"b": 287, "a": 206}


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ({"beta": (99, 99, 99, 99)}, "When it was written (20 November 2026) Alpha 3 led; now Beta led."),
        ({"beta": (88, 50, 72, 70)}, "it was “Rout”; now it is “Dead heat”."),
        ({"beta": (68, 60, 62, 16)}, "the Skeptic put Alpha 3 first; now the Skeptic put Beta first."),
        ({"alpha": (90, 60, 74, None)}, "the Founder put Alpha 3 first; now the Founder had not scored all of them."),
        ({"alpha": (None,) * 4}, "No reviewer has scored all of these tools."),
    ],
)
def test_words_stand_no_more_where_leader_margin_or_agreement_are_others(now, reason):
    assert reason in why("Alpha for everybody.", pair(), pair(**now))
    assert why("Alpha for everybody.", pair(), pair()) == ""


def test_points_count_where_the_words_hold_numbers():
    now = pair(beta=(68, 40, 62, 37))
    assert why("A wide lead.", pair(), now) == ""
    assert why("Alpha 3 for everybody, beta never.", pair(), now) == ""  # the 3 is in a name
    assert "It holds numbers." in why("Twice the price at $20.", pair(), now)
    assert why("Twice the price at $20.", pair(), pair()) == ""


def test_no_words_about_what_was_discontinued_stand():
    now = pair()
    now[1] = ended(now[1])
    assert why("Alpha for everybody.", pair(), now) == "Beta was discontinued on 3 May 2026."


def test_words_of_which_nobody_knows_what_they_rest_on_do_not_stand():
    assert why_not("Alpha.", None, pair(), bout_of(pair()), event=False)
    assert why_not("", None, pair(), bout_of(pair()), event=False) == ""


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("*Alpha 3 by 81.* All four reviewers agree.", True),
        ("*Alpha 3 by 17.* It is close.", False),
        ("Ahead by 81 points, 287–206.", True),
        ("287–205 says it all.", False),
        ("287 of 400, against 206 of 400.", True),
        ("A gap of 36 at the Founder alone, and 22 points at the Builder.", True),
        ("A lead of 80.", False),
        ("It wins by 2027, with 20–30 people and version 4.", True),
        ("Cheaper by 40 percent, at $20–30 a month.", True),
        ("1.5 points is nothing.", True),
    ],
)
def test_numbers_that_the_points_deny_end_a_text(text, stands):
    found = why(text, pair(), pair())
    assert (found == "") == stands, found


def test_an_event_may_hold_numbers_that_are_not_yet():
    assert why("Beta gains 40 points: it leads.", pair(), pair(), event=True) == ""
    assert why("The gap of 40 closes.", pair(), pair(), event=True)
    assert why("The gap of 81 closes.", pair(), pair(), event=True) == ""


def test_that_all_agree_is_held_against_the_cards():
    split = pair(beta=(68, 60, 62, 36))
    assert why("All four reviewers agree.", split, split) == "It says that all agree, and not all do."
    assert why("The one all four reviewers ship.", split, split) == ""


scores = st.tuples(*[st.integers(0, 100)] * 4)


@given(scores, scores, scores, scores)
def test_words_without_numbers_stand_exactly_while_leader_band_and_tops_do(alpha, beta, later_alpha, later_beta):
    then, now = pair(alpha, beta), pair(later_alpha, later_beta)
    one, other = basis(then), basis(now)
    same = all(one[key] == other[key] for key in ("leader", "band", "tops"))
    assert (why("Take it.", then, now) == "") == same
    assert (why("Take it for $9.", then, now) == "") == (same and one["points"] == other["points"])


def test_what_does_not_stand_gives_way_to_the_generated_words():
    then, now = pair(), pair(beta=(68, 60, 62, 36))
    rests = basis(then)
    written = Written(
        "*Alpha.* Ever.", rests, "<p>Take <strong>Alpha</strong>.</p>", basis(now), (Event("a", "b", rests),)
    )
    judged = judge(now, written)
    assert judged.headline == judged.verdict.headline != "*Alpha.* Ever."
    assert judged.said == Said("", "<p>Take <strong>Alpha</strong>.</p>", ())
    assert standing_words(written, now, judged.bout, past=True) == Said()
    assert set(written.hidden(now, judged.bout)) == {"headline", "event 1"}
    assert judge(then, written).headline == "*Alpha.* Ever."


@pytest.fixture
def tools(db, clock):
    return make_pair()


def write(tools, **words):
    return curate(tools, **{"headline": "Close.", "bottom_line": "Take *one*."} | words)


EVENTS = [{"event": "It rains", "consequence": "We look again."}, {"event": "It snows", "consequence": "So do we."}]


def test_a_saved_text_rests_on_the_day_and_takes_a_new_basis_only_if_it_changed(tools, clock):
    first = write(tools, would_change=EVENTS)
    assert first.headline_basis["on"] == TODAY.isoformat()
    assert first.headline_basis["leader"] == str(tools[0].pk)
    assert first.headline_basis == first.bottom_line_basis == first.would_change[0]["basis"]
    clock.now = NOW + timedelta(days=3)
    file_review(tools[1], "founder", 90, "ship", now=clock.now)
    again = write(tools, bottom_line="Take the *other*.", would_change=[EVENTS[1] | {"consequence": "New."}, EVENTS[0]])
    assert again.headline_basis == first.headline_basis
    assert (again.bottom_line_basis["on"], again.bottom_line_basis["leader"]) == ("2026-11-26", str(tools[1].pk))
    assert [item["basis"]["on"] for item in again.would_change] == ["2026-11-26", "2026-11-23"]
    again.save_with(tools, today=date(2026, 11, 27), still_true=True)
    assert {again.headline_basis["on"], *(item["basis"]["on"] for item in again.would_change)} == {"2026-11-27"}
    assert write(tools, headline="").headline_basis is None


def test_words_about_other_tools_do_not_stand(tools):
    matchup = write(tools)
    third = make_tool("third", panel=((1, "skip"),) * 4)
    matchup.save_with([tools[0], third])
    matchup.refresh_from_db()
    assert (matchup.headline_basis["leader"], matchup.headline_basis["tops"]) == (None, {})


def forget_bases():
    """As a release leaves them that knows nothing of bases."""
    plain = [{key: item[key] for key in ("event", "consequence")} for item in EVENTS]
    for matchup in Matchup.objects.all():
        Matchup.objects.filter(pk=matchup.pk).update(
            headline_basis=None, bottom_line_basis=None, would_change=plain if matchup.would_change else []
        )


def test_migrate_lets_words_from_before_rest_on_its_day_once(tools):
    for number, words in enumerate(({}, {"headline": ""}, {"headline": "", "bottom_line": "", "would_change": EVENTS})):
        rival = make_tool(f"rival-{number}", panel=((60, "ship"),) * 4)
        write([tools[0], rival], **words)
    noted = list(Matchup.objects.order_by("pk").values("headline_basis", "bottom_line_basis", "would_change"))
    forget_bases()
    version, told = Edition.objects.get().version, []
    found_words(told.append)
    assert told == ["Noted what the words of editors about 3 matchups rest on."]
    assert list(Matchup.objects.order_by("pk").values("headline_basis", "bottom_line_basis", "would_change")) == noted
    assert Edition.objects.get().version != version
    found_words(told.append)
    assert len(told) == 1


def test_words_that_the_points_deny_are_not_shown_after_an_upgrade(client, tools):
    write(tools, headline="*Code Llama by 81.* All four reviewers agree.")
    forget_bases()
    found_words(lambda line: None)
    page = client.get("/compare/code-llama-4-vs-mistral-3-small").content.decode()
    assert "by 81" not in page
    assert "Take <em>one</em>." in page


def test_the_words_of_the_demo_fit_its_data(db, clock):
    import_demo()
    matchups = list(Matchup.objects.all())
    assert len(matchups) == 9
    assert hidden_words(matchups, NOW) == [{}] * 9
