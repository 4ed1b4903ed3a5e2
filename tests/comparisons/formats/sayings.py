"""What a tool or a comparison is said to be in each form, read as its readers read it: out of HTML by the parts of the
page, out of Markdown by its tables, out of data by its names."""

import json
import re
from typing import Any, NamedTuple

from lxml import html as lxml_html

type Fact = tuple[str, str, str, str | None]  # label, value, state, day of the last check


class ToolSaid(NamedTuple):
    label: str
    points: int | None
    scores: dict[str, tuple[int, str]]  # {persona: (score, verdict)}
    votes: tuple[int, int | None]  # how many, percent ship
    facts: list[Fact]


class MatchupSaid(NamedTuple):
    totals: list[int] | None
    cards: dict[str, list[int]]  # {persona: scores in the order of the tools}; those who scored every tool
    rows: dict[str, list[Fact]]  # {label: a cell per tool}, without the row of panel points, which sums up the cards
    answers: list[str]


def tidy(text: str) -> str:
    return " ".join(text.split())


def text_in(element: Any, selector: str) -> str:
    """The words of the first element that the selector finds; empty for none."""
    found = element.cssselect(selector)
    return tidy(found[0].text_content()) if found else ""


def votes_in(words: str) -> tuple[int, int | None]:
    """`64% ship, 36% skip, 212 votes`, `64% ship · 212 votes`, `3 votes: 2 ship, 1 skip`, `No community votes yet`."""
    number, percent = re.search(r"([\d,]+) votes?\b", words), re.search(r"(\d+)% ship", words)
    return int(number[1].replace(",", "")) if number else 0, int(percent[1]) if percent else None


# HTML.


def tool_in_html(text: str) -> ToolSaid:
    page = lxml_html.fromstring(text)
    scores = {}
    for item in page.cssselect(".tool ul.ballot li"):
        name, score, verdict = (text_in(item, part) for part in (".p", "b", ".v"))
        if verdict != "Pending":
            scores[name.lower()] = (int(score), verdict.lower())
    points = text_in(page, ".tool__pts b")
    bar = page.cssselect("#community .vote__bar")[0]
    facts = [
        fact_in_cell(tidy(row.cssselect("th")[0].text_content()), row.cssselect("td .fact")[0])
        for row in page.cssselect("tr")
        if row.cssselect("td .fact")
    ]
    label = text_in(page, ".tool__call p.quiet").split(". The panel’s scores")[0]
    return ToolSaid(
        label,
        int(points) if points.isdigit() else None,
        scores,
        votes_in(bar.get("aria-label") or bar.text_content()),
        facts,
    )


def fact_in_cell(label: str, cell: Any, value: str | None = None) -> Fact:
    """The value of a cell, and the state and day below it; both are empty for what is no fact."""
    said = text_in(cell, ".fact__v") if value is None else value
    state, times = text_in(cell, ".fact__state"), cell.cssselect(".fact__state time")
    words = re.match(r"(Confirmed|Contradicted|Unreadable|Stale|Never checked)", state)
    day = times[0].get("datetime") if times and ", recorded" not in state else None
    return label, said, words[1].lower() if words else "", day


def matchup_in_html(text: str) -> MatchupSaid:
    page = lxml_html.fromstring(text)
    sides = len(page.cssselect(".bout article"))
    rows = {}
    for row in page.cssselect("#table tbody tr"):
        label = tidy(row.cssselect("th")[0].text)  # without what a doubtful row says below it
        rows[label] = cells_of(row, label, sides)
    rows.pop("Panel points", None)
    cards = {}
    for card in page.cssselect("#cards article"):
        scores = [re.match(r"(\d+)/100", tidy(score.text_content())) for score in card.cssselect(".score .vh")]
        if len(scores) == sides:
            cards[text_in(card, "h3").lower()] = [int(score[1]) for score in scores if score]
    for initial in page.cssselect(".ring__l"):
        initial.drop_tree()
    totals = [tidy(element.text_content()) for element in page.cssselect(".ring__pts b")]
    answers = [text_in(part, "dd b") for part in page.cssselect("dl.answers > div")]
    return MatchupSaid([int(total) for total in totals] if totals and all(map(str.isdigit, totals)) else None,
                       cards, rows, answers)  # fmt: skip


def cells_of(row: Any, label: str, sides: int) -> list[Fact]:
    """A cell per tool; a row in which all are the same says its value once, and each state for itself."""
    cells = row.cssselect("td")
    if row.get("class") != "same":
        return [fact_in_cell(label, cell) for cell in cells]
    shared = cells[0].cssselect("span.fact")
    if shared:
        shared[0].drop_tree()
    value = tidy(cells[0].text_content()).removeprefix("Same: ")
    states = shared[0].cssselect(".fact__meta") if shared else [cells[0]] * sides
    return [fact_in_cell(label, state, value) for state in states]


# Markdown.


def table_below(text: str, heading: str) -> list[list[str]]:
    """The rows of the table below a heading, unescaped, without its head."""
    part = re.split(r"^#+ ", text.split(f"## {heading}\n")[1], maxsplit=1, flags=re.M)[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines() if line.startswith("|")]
    return [[unescaped(cell) for cell in row] for row in rows[2:]]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def tool_in_markdown(text: str) -> ToolSaid:
    lines = dict(re.findall(r"^- (Panel|Points|Community): (.*)$", text, re.M))
    points = re.match(r"(\d+) of 400", lines["Points"])
    scores = re.findall(r"^#+ (\w+): (\d+)/100 · (\w+)$", text, re.M)
    facts = table_below(text, "Facts") if "| Fact |" in text else []
    return ToolSaid(
        lines["Panel"],
        int(points[1]) if points else None,
        {name.lower(): (int(score), verdict) for name, score, verdict in scores},
        votes_in(lines["Community"]),
        [(label, value, state, None if day == "not known" else day) for label, value, state, day, _ in facts],
    )


def matchup_in_markdown(text: str) -> MatchupSaid:
    rows = {
        label: [cell_in_markdown(label, cell) for cell in cells]
        for label, *cells in table_below(text, "Decision table")
    }
    scores = table_below(text, "Scorecard") if "| Reviewer |" in text else []
    cards = {name.lower(): [int(score) for score in found] for name, *found in scores[:-1]}
    answers = re.findall(r"^- (?:Which one|By how much|Who disagrees): (.*)$", text, re.M)
    rows.pop("Panel points", None)
    return MatchupSaid([int(score) for score in scores[-1][1:]] if scores else None, cards, rows,
                       [unescaped(answer) for answer in answers])  # fmt: skip


def cell_in_markdown(label: str, cell: str) -> Fact:
    """`Free (confirmed, 2026-11-01) <https://…>`: value, state and day."""
    cell = re.sub(r" <https?://[^<>\s]*>$", "", cell)
    found = re.search(
        r" \((confirmed|contradicted|unreadable|stale|never checked)(?:, (\d{4}-\d\d-\d\d))?(?:, [^()]*)?\)$", cell
    )
    if not found:
        return label, re.sub(r" \(Leads[^()]*\)$", "", cell), "", None
    return label, cell[: found.start()], found[1], found[2]


# Data: JSON, the API and MCP.


def tool_in_data(tool: Any) -> ToolSaid:
    return ToolSaid(
        tool["panel"]["label"],
        tool["panel"]["points"],
        {review["persona"]: (review["score"], review["verdict"]) for review in tool["reviews"]},
        (tool["community"]["ship"] + tool["community"]["skip"], tool["community"]["percent"]),
        [(fact["label"], tidy(fact["text"]), fact["state"], fact["checked_on"]) for fact in tool["facts"]],
    )


def matchup_in_data(answer: Any) -> MatchupSaid:
    slugs, result = [tool["slug"] for tool in answer["tools"]], answer["result"]
    rows = {
        row["label"]: [
            (row["label"], tidy(cell["text"] or cell["missing"]), cell["state"] or "", cell["checked_on"])
            for cell in (row["cells"][slug] for slug in slugs)
        ]
        for row in answer["table"]
    }
    rows.pop("Panel points", None)
    return MatchupSaid(
        [result["totals"][slug] for slug in slugs] if result["totals"] else None,
        {card["persona"]: [card["scores"][slug] for slug in slugs] for card in result["cards"]},
        rows,
        [result[part]["line"] for part in ("which", "margin", "dissent")],
    )


# Structured data, which says scores and counts, and no facts but the price.


def things_in(html: str) -> dict[str, Any]:
    """{type: thing} of the data block of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {thing["@type"]: thing for thing in json.loads(found[1])["@graph"]} if found else {}


def votes_in_thing(thing: Any) -> tuple[int, int] | None:
    rating = thing.get("aggregateRating")
    return (rating["ratingCount"], rating["ratingValue"]) if rating else None


def scores_in_thing(thing: Any) -> dict[str, tuple[int, str]]:
    said = {}
    for review in thing.get("review", []):
        name, verdict = review["name"].split(": ")
        said[name.lower()] = (review["reviewRating"]["ratingValue"], verdict)
    return said
