"""Ways on from a tool or a matchup: suggestions, alternatives, popular matchups, decision records, what is gone."""

from collections import Counter
from datetime import date, timedelta

import pytest

from comparisons.index import asked
from comparisons.index.asked import DAYS_KEPT, Asked
from comparisons.models import Standing
from comparisons.moment import moment_at
from comparisons.reading.highlights import popular
from comparisons.verdict.alternatives import alternative, alternatives
from comparisons.web import counting
from comparisons.web.counting import BATCH_SECONDS, MOST_AT_ONCE, Counting
from tests.build import LLAMA, NOW, add_alias, make_category, make_pair, make_tool, record_fact
from tests.conftest import make_fact_view, make_profile, scores_panel

db = pytest.mark.django_db
MATCHUP = "code-llama-4-vs-mistral-3-small"


# Suggestions.


@db
def test_suggestions_are_options_with_a_name_and_an_address(client, clock):
    make_pair()
    answer = client.get("/search/suggest", {"q": "lama"})
    assert answer.content.decode().count('role="option"') == 1
    assert 'data-href="/tools/code-llama-4" data-name="Code Llama 4"' in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex, follow"
    again = client.get("/search/suggest", {"q": "lama"}, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@db
def test_a_picker_suggests_the_same_job_first_and_never_the_tool_beside_it(client, clock):
    make_pair()
    make_tool("code-scribe", category=make_category("writing", "Writing"), panel=LLAMA)
    said = client.get("/search/suggest", {"q": "code", "with": "Code Scribe"}).content.decode()
    assert "code-scribe" not in said
    assert "code-llama-4" in said
    best = client.get("/search/suggest", {"with": "code-llama-4"}).content.decode()
    assert best.count('role="option"') == 1
    assert "mistral-3-small" in best


@db
def test_no_tool_that_a_form_holds_already_is_suggested(client, clock):
    make_pair()
    make_tool("third", panel=LLAMA)
    said = client.get("/search/suggest?with=code-llama-4&with=Mistral+3+Small").content.decode()
    assert said.count('role="option"') == 1
    assert "/tools/third" in said


@db
def test_a_third_tool_joins_with_the_readers_weights(client, clock):
    make_pair()
    make_tool("third", panel=LLAMA)
    page = client.get(f"/compare/{MATCHUP}?w=builder:3&diff=1").content.decode()
    assert '<input type="hidden" name="w" value="builder:3">' in page
    fields = {"tool": ["code-llama-4", "mistral-3-small", "Third"], "w": "builder:3", "diff": "1"}
    answer = client.get("/compare", fields)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/compare/{MATCHUP}-vs-third?diff=1&w=builder:3"
    unknown = client.get("/compare", {**fields, "tool": ["code-llama-4", "mistral-3-small", "nobody"]})
    assert unknown.status_code == 400
    assert '<input type="hidden" name="w" value="builder:3">' in unknown.content.decode()
    assert client.get("/compare", {**fields, "w": "builder:9"}).status_code == 400
    three = client.get(f"/compare/{MATCHUP}-vs-third?w=builder:3").content.decode()
    assert f'href="/compare/{MATCHUP}?w=builder:3">Drop Third' in three


@db
@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=%27%22%3C", "with=nobody", "q=a&q=b", "q=" + "x" * 9000, "with=%00"]
)
def test_any_suggestion_is_answered(client, clock, query):
    make_pair()
    assert client.get(f"/search/suggest?{query}").status_code == 200


def test_names_are_escaped(client, clock, db):
    make_tool("odd", name='<b onclick="x">Odd')
    assert "<b onclick" not in client.get("/search/suggest", {"q": "odd"}).content.decode()


# Filters.


@db
def test_price_licence_and_state_filter_by_the_facts(client, clock):
    llama, mistral = make_pair()
    record_fact(llama, "entry-price", "Free")
    record_fact(mistral, "entry-price", {"amount": 20, "currency": "USD", "per": "month"})
    record_fact(llama, "licence", "Llama community licence")
    record_fact(mistral, "licence", "Apache 2.0", source="https://example.com", checked_on=date(2026, 11, 20),
                outcome="confirmed")  # fmt: skip
    wanted = {"price=free": 1, "price=paid": 1, "price=unknown": 0, "licence=limited": 1, "licence=open": 1,
                     "licence=closed": 0, "state=checked": 1, "state=unchecked": 1, "state=contradicted": 0,
                     "community=voted": 0, "q=mistral&licence=open": 1, "q=mistral&licence=limited": 0}  # fmt: skip
    Standing.objects.refresh([llama.pk, mistral.pk])
    for query, count in wanted.items():
        heading = f"<h1>{count} {'tool' if count == 1 else 'tools'}"
        assert heading in client.get(f"/tools?{query}").content.decode(), query


# Alternatives.


def test_an_alternative_says_why_and_what_one_loses():
    one = make_profile("one", scores_panel(80, 80, 80, 40), [
        make_fact_view("entry-price", {"amount": 20, "currency": "USD", "per": "month"}, kind="price", better="lower"),
        make_fact_view("licence", "Proprietary"),
        make_fact_view("context", 200, kind="number", better="higher", unit="tokens"),
    ])  # fmt: skip
    other = make_profile("other", scores_panel(82, 84, 80, 60), [
        make_fact_view("entry-price", "Free", kind="price", better="lower"),
        make_fact_view("licence", "MIT"),
        make_fact_view("context", 100, kind="number", better="higher", unit="tokens"),
    ])  # fmt: skip
    found = alternative(one, other)
    assert found.gains == (
        "26 points more, 306 to 280", "free, against $20 per month (never checked)",
        "licence MIT, against Proprietary (never checked)",
    )  # fmt: skip
    assert found.losses == ("context 200 tokens, against 100 tokens (never checked)",)
    assert found.path == "/compare/one-vs-other"


def test_alternatives_leave_out_the_tool_itself_and_the_discontinued():
    one, weak = make_profile("one", scores_panel(50, 50, 50, 50)), make_profile("weak", scores_panel(1, 1, 1, 1))
    unknown = make_profile("unknown")
    assert [a.profile.slug for a in alternatives(one, [unknown, one, weak])] == ["weak", "unknown"]
    assert alternative(one, unknown).gains == ()
    assert alternative(one, unknown).losses == ("the panel ships One",)


@db
def test_an_old_name_leads_to_the_alternatives(client, clock):
    add_alias(make_pair()[0], "cl4")
    assert client.get("/tools/cl4/alternatives").headers["Location"] == "/tools/code-llama-4/alternatives"
    assert client.get("/tools/nobody/alternatives").status_code == 404


# Popular matchups.


def test_requests_are_counted_in_batches():
    seconds = 0.0
    counting = Counting(lambda: seconds)
    assert counting.count("a-vs-b") is None
    assert counting.count("a-vs-b") is None
    seconds = BATCH_SECONDS
    assert counting.count("c-vs-d") == {"a-vs-b": 2, "c-vs-d": 1}
    assert counting.count("a-vs-b") is None


def test_a_crawler_does_not_fill_the_memory():
    counting = Counting(lambda: 0.0)
    for number in range(MOST_AT_ONCE + 10):
        counting.count(f"t{number}")
    assert len(counting.counts) == MOST_AT_ONCE


@db
def test_matchups_asked_for_are_popular_from_the_next_day_on(client, clock, monkeypatch):
    make_pair()
    seconds = [0.0]
    monkeypatch.setattr(counting, "COUNTING", Counting(lambda: seconds[0]))
    monkeypatch.setattr(counting, "aside", asked.write)  # a thread would not see this test's transaction
    first = client.get(f"/compare/{MATCHUP}")
    client.get(f"/compare/{MATCHUP}", headers={"If-None-Match": first.headers["ETag"]})
    client.get("/compare/code-llama-4-vs-nobody")
    seconds[0] = BATCH_SECONDS
    client.get(f"/compare/{MATCHUP}")
    assert list(Asked.objects.values_list("day", "matchup", "times")) == [(NOW.date(), MATCHUP, 3)]
    assert popular(moment_at(NOW), {}).cards == []
    clock.now = NOW + timedelta(days=1)
    assert [card.path for card in popular(moment_at(clock.now), {}).cards] == [f"/compare/{MATCHUP}"]
    assert "Popular this week" in client.get("/compare").content.decode()


@db
def test_old_days_are_forgotten_and_strange_names_left_out(clock):
    make_pair()
    old = NOW.date() - timedelta(days=DAYS_KEPT + 1)
    yesterday = NOW.date() - timedelta(days=1)
    Asked.objects.create(day=old, matchup=MATCHUP, times=9)
    Asked.objects.create(day=yesterday, matchup="no-vs-body", times=9)
    asked.write(Counter({MATCHUP: 2}))
    asked.write(Counter({MATCHUP: 3}))
    assert set(Asked.objects.values_list("day", "times")) == {(yesterday, 9), (NOW.date(), 5)}
    assert popular(moment_at(NOW), {}).cards == []


# Decision records.


@db
def test_a_decision_record_says_all_that_a_team_files(client, clock):
    llama, mistral = make_pair()
    record_fact(llama, "licence", "MIT *plus*", source="https://example.com/l", checked_on=date(2026, 11, 20),
                outcome="confirmed")  # fmt: skip
    record_fact(mistral, "licence", "Apache 2.0")
    answer = client.get(f"/compare/{MATCHUP}/decision.md", {"w": "builder:3,founder:0"})
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    for part in ("# Decision: Code Llama 4 or Mistral 3 Small", "Made on 23 November 2026", "## Options", "## Weights",
                 "- Builder: 3", "- Founder: 0", "## Result", "Dead heat", "## Dissent", "The Builder", "## Not known",
                 "Mistral 3 Small: Licence, never checked", "## Sources", r"MIT \*plus\* (confirmed, checked on 20 November 2026",
                 "<https://example.com/l>", "Review again by 21 February 2027"):  # fmt: skip
        assert part in text, part
    assert "No single change" in text or "It turns to" in text


@db
def test_a_decision_record_has_one_address_and_refuses_what_cannot_be_meant(client, clock):
    make_pair()
    other_order = client.get("/compare/mistral-3-small-vs-code-llama-4/decision.md?w=builder:3")
    assert other_order.headers["Location"] == f"/compare/{MATCHUP}/decision.md?w=builder:3"
    assert client.get(f"/compare/{MATCHUP}/decision.md?w=builder:9").status_code == 400
    assert client.get("/compare/code-llama-4/decision.md").status_code == 404
    assert client.get("/compare/a-vs-b/decision.md").status_code == 404


# What is gone.


@db
def test_a_removed_tool_answers_410_and_says_why(client, clock):
    tool = make_tool("leaver", name="The Leaver")
    add_alias(tool, "old-leaver")
    make_pair()
    tool.published_at, tool.gone_because = None, "The maker asked us to."
    tool.save()
    tool.update_names()
    for address in ("/tools/leaver", "/tools/old-leaver", "/compare/code-llama-4-vs-leaver", "/tools/leaver/history"):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "The maker asked us to." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert client.get("/tools/a%00b").status_code == 404


@db
def test_a_draft_is_no_removed_tool(client, clock):
    make_tool("draft", published_at=None)
    assert client.get("/tools/draft").status_code == 404


@db
def test_a_discontinued_tool_keeps_its_page_and_says_why(client, clock):
    make_tool("ended", discontinued_on=date(2026, 11, 2), gone_because="The company closed.")
    assert "The company closed. The page stays" in client.get("/tools/ended").content.decode()
