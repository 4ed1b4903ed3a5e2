"""Tools in every state that a template tells apart, made without a database: what examples of macros are shown with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from comparisons.params.filters import FILTERS, Wish
from comparisons.params.options import CompareOptions
from comparisons.pictures.snippets import Snippet
from comparisons.search.listing import Listing
from comparisons.verdict.community import Mine
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.profile import FactView, Head, Profile
from comparisons.verdict.scorecard import seam_of, sides_of
from comparisons.verdict.summaries import card_of
from comparisons.verdict.tape import strips_of
from comparisons.visitor.bookmarks import Row
from reviews.panel import Opinion, panel_of
from reviews.personas import PERSONAS
from tools.states import State
from tools.values import Kind, say
from votes.tally import Count

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def samples() -> dict[str, Any]:
    """Tools in every state that a macro tells apart, and what is made of them."""
    first = tool("Example Coder", (84, 78, 81, 58), Count(212, 40), facts=[price(0), licence(State.CONFIRMED)])
    second = tool("Other Assistant", (80, 61, None, 40), Count(2, 1), facts=[price(20)])
    third = tool("Third Studio", (52, 70, 66, 45), Count(9, 12))
    fourth = tool("Fourth Model", (38, 42, 65, 83), Count())
    full = tool("Another Assistant", (80, 61, 82, 41), Count(20, 31), facts=[price(20), licence(State.STALE)])
    gone = replace(tool("Former Helper", (60, 40, 55, 30), Count(30, 80), discontinued_on=DAY), discontinued=True)
    bare = tool("Nothing Known", (None, None, None, None), Count())
    frozen = replace(full, count=Count(900, 12, DAY))
    bout, four, half = (bout_of(group) for group in ((first, full), (first, full, third, fourth), (first, second)))
    card = card_of([first, full])
    saved = Row(first.path, first.path, first.name, DAY, (first,), note="The verdict has not moved.")
    return {
        "first": first, "second": full, "half": second, "bare": bare, "gone": gone, "frozen": frozen,
        "facts": {state.value: licence(state) for state in State},
        "sides": sides_of([first, full], bout), "seam": seam_of(bout),
        "four_sides": sides_of([first, full, third, fourth], four), "half_sides": sides_of([first, second], half),
        "strips": strips_of([first, full], bout), "four_strips": strips_of([first, full, third, fourth], four),
        "alone": {"median": 63, "score": 84}, "alone_bare": {"median": None, "score": 41},
        "card": card, "four_card": card_of([first, full, third, fourth]), "half_card": card_of([first, second]),
        "listing": Listing((first, full, bare, gone), 60, 1, "x"), "wish": Wish(q="coder", verdict="ship"),
        "filters": FILTERS, "options": CompareOptions(weights="builder:3", diff=True), "mine": Mine("ship", True),
        "saved": saved,
        "saved_matchup": Row(card.path, card.path, card.title, DAY, (first, full), card, "Was a dead heat."),
        "saved_gone": Row("/tools/away", "", "Away", DAY),
        "snippets": [Snippet("HTML", '<a href="/tools/example-coder">Example Coder</a>')],
    }  # fmt: skip


def tool(
    name: str, scores: tuple[int | None, ...], count: Count, *, facts: Sequence[FactView] = (), **fields: Any
) -> Profile:
    """A tool with these scores in the order of the reviewers; None leaves a review out, 50 and more ship."""
    slug = name.lower().replace(" ", "-")
    known = name != "Nothing Known"
    head = Head(
        id=len(name), slug=slug, name=name, vendor="Example", category_id=1, category_slug="coding",
        category_name="Coding Assistants", tagline=f"What {name} is, in a line.",
        best_for="Small teams\nLong jobs" if known else "", skip_if="You work alone" if known else "",
        description_html=f"<p>{name} is an example, at length.</p>" if known else "", website="https://example.com/",
        logo="", published_at=AT, discontinued_on=None, version=1,
    )._replace(**fields)  # fmt: skip
    opinions = [
        Opinion(
            persona.key, score, "ship" if score >= 50 else "skip", "<p>It does what it says.</p>", DAY, "Jo Doe",
            "person", "used it", "1",
        )
        for persona, score in zip(PERSONAS, scores, strict=True)
        if score is not None
    ]  # fmt: skip
    return Profile(head, panel_of(opinions), {fact.key: fact for fact in facts}, (), discontinued=False, count=count)


def price(amount: int) -> FactView:
    value = {"amount": amount, "currency": "USD", "per": "month"} if amount else "Free"
    return fact("entry-price", "Entry price", Kind.PRICE, value, State.NEVER_CHECKED)


def licence(state: State) -> FactView:
    return fact("licence", "Licence", Kind.TEXT, "Apache 2.0", state)


def fact(key: str, label: str, kind: Kind, value: Any, state: State) -> FactView:
    checked = None if state is State.NEVER_CHECKED else DAY
    return FactView(
        key, label, kind, "", "", value, say(value, ""), state, "https://example.com/source" if checked else "",
        "As the page says." if checked else "", checked, "read" if checked else "", DAY, None, 1,
    )  # fmt: skip
