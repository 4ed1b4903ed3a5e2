"""One truth in six forms, over the whole demo catalogue and every unusual state: each form is read by itself, and what
it says of facts, states, scores and counts is set beside what the others say."""

import random

from comparisons.models import Matchup
from tests.comparisons.demo import NAMES
from tests.comparisons.formats import sayings
from tests.comparisons.formats.test_parity import call
from tools.models import Tool

SAMPLE = 40
ODD = (*NAMES, "even", "ends", "half", "other-half", "bare", "gone", "frozen")


def page_of(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_tool_is_the_same_in_all_six_forms(client, full):
    slugs = list(Tool.objects.order_by("slug").values_list("slug", flat=True))
    assert set(ODD) < set(slugs)
    for slug in slugs:
        data = client.get(f"/tools/{slug}.json").json()
        said, html = sayings.tool_in_data(data["tool"]), page_of(client, f"/tools/{slug}")
        assert client.get(f"/api/v1/tools/{slug}").json() == data
        assert call("get_tool", slug=slug) == data
        assert sayings.tool_in_html(html) == said, slug
        assert sayings.tool_in_markdown(page_of(client, f"/tools/{slug}.md")) == said, slug
        thing = sayings.things_in(html)["SoftwareApplication"]
        assert (thing["name"], thing["url"]) == (data["tool"]["name"], data["url"])
        assert sayings.scores_in_thing(thing) == said.scores, slug
        assert sayings.votes_in_thing(thing) == (said.votes if said.votes[1] is not None else None), slug
        assert_price(thing, data["tool"]["facts"])


def assert_price(thing, facts) -> None:
    prices = [fact["value"] for fact in facts if fact["key"] == "entry-price" and isinstance(fact["value"], dict)]
    offered = (
        [{"amount": thing["offers"]["price"], "currency": thing["offers"]["priceCurrency"]}]
        if "offers" in thing
        else []
    )
    assert offered == [{"amount": price["amount"], "currency": price["currency"]} for price in prices]


def test_what_was_read_is_all_there_is_to_say(client, full):
    """The sample holds every state, a fact without a check, tools without reviews, and every kind of count."""
    said = [
        sayings.tool_in_data(client.get(f"/tools/{slug}.json").json()["tool"])
        for slug in Tool.objects.values_list("slug", flat=True)
    ]
    states = {fact[2] for one in said for fact in one.facts}
    assert states == {"confirmed", "contradicted", "unreadable", "stale", "never checked"}
    assert {len(one.scores) for one in said} == {0, 2, 4}
    assert {one.points is None for one in said} == {True, False}
    assert {(votes > 0, percent is None) for votes, percent in (one.votes for one in said)} == {
        (False, True), (True, True), (True, False),
    }  # fmt: skip


def matchups() -> list[str]:
    """Curated ones, all odd tools in pairs, and a draw of two to four tools of the whole catalogue."""
    draw, slugs = random.Random(SAMPLE), sorted(Tool.objects.values_list("slug", flat=True))
    curated = [list(one.tools.values_list("slug", flat=True)) for one in Matchup.objects.order_by("pk")]
    odd = [[one, draw.choice([slug for slug in slugs if slug != one])] for one in ODD]
    drawn = [draw.sample(slugs, draw.choice((2, 2, 2, 3, 4))) for _ in range(SAMPLE)]
    return ["-vs-".join(sorted(chosen)) for chosen in (*curated, *odd, *drawn)]


def test_every_drawn_comparison_is_the_same_in_all_six_forms(client, full):
    for text in matchups():
        data = client.get(f"/compare/{text}.json").json()
        said, html = sayings.matchup_in_data(data), page_of(client, f"/compare/{text}?facts=all")
        assert client.get(f"/api/v1/compare/{text}").json() == data
        assert call("compare_tools", slugs=text.split("-vs-")) == data
        assert_same(sayings.matchup_in_html(html), said, text)
        assert_same(
            sayings.matchup_in_markdown(page_of(client, f"/compare/{text}.md")), said, text, whole_answers=False
        )
        for tool, item in zip(data["tools"], sayings.things_in(html)["ItemList"]["itemListElement"], strict=True):
            thing, own = item["item"], sayings.tool_in_data(tool)
            assert (thing["name"], thing["url"]) == (tool["name"], tool["url"])
            assert sayings.votes_in_thing(thing) == (own.votes if own.votes[1] is not None else None), text


def assert_same(found, said, text, *, whole_answers: bool = True) -> None:
    """The page puts rows that differ first, and Markdown writes what is missing in small letters."""
    assert (found.totals, found.cards) == (said.totals, said.cards), text
    assert sorted(found.rows) == sorted(said.rows), text
    for label, cells in said.rows.items():
        assert [fold(cell) for cell in found.rows[label]] == [fold(cell) for cell in cells], (text, label)
    for mine, wanted in zip(found.answers, said.answers, strict=True):
        assert mine == wanted if whole_answers else mine.startswith(wanted.removesuffix(".")), text


def fold(cell):
    label, value, state, day = cell
    return label, value.casefold(), state, day
