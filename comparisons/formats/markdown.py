"""The account of a tool or of a comparison as Markdown: the same data as the JSON, as people read. Pure."""

import re
from typing import Any

from comparisons.formats.answers import Data, persona_name
from votes.tally import Count

UNKNOWN, NOT_COUNTED = "not known", "not counted"
SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!])")


def plain(value: Any) -> str:
    """Any text on one line, with what Markdown would read as a sign escaped; what is null is said in words."""
    return UNKNOWN if value is None else SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def tool_markdown(answer: Data) -> str:
    """`/tools/<slug>.md`"""
    return "\n".join([*opening(answer, answer["tool"]["name"]), *tool_lines(answer["tool"], "##")]) + "\n"


def opening(answer: Data, title: str) -> list[str]:
    """Title, and where and when this comes from."""
    lines = [f"# {plain(title)}", "", f"- Page: {answer['url']}", f"- Data: {answer['json_url']}"]
    lines.append(f"- Date: {answer['date']}" + (" (as it stood at the end of that day)" if answer["as_of"] else ""))
    lines.append(f"- Licence of the data: {answer['licence']['spdx']}, {answer['licence']['url']}")
    if answer["demo"]:
        lines.append("- Demo: these verdicts show how the site works and are no advice.")
    return [*lines, ""]


def tool_lines(tool: Data, level: str, counted: tuple[str, str] | None = None) -> list[str]:
    """`counted` are panel and points over the reviewers that a comparison counts."""
    panel, community = tool["panel"], tool["community"]
    frozen = f" (counting is paused since {community['frozen_on']})" if community["frozen_on"] else ""
    points = UNKNOWN if panel["points"] is None else f"{panel['points']} of {panel['out_of']}"
    label, points = counted or (panel["label"], points)
    lines = [
        plain(tool["tagline"]),
        "",
        f"- Panel: {label}",
        f"- Points: {points}",
        f"- Community: {Count(community['ship'], community['skip']).line}{frozen}",
        f"- Category: {plain(tool['category']['name'])}",
        f"- Vendor: {plain(tool['vendor'])}",
        f"- Website: {tool['website'] or UNKNOWN}",
        f"- Reviewed on: {panel['reviewed_on'] or UNKNOWN}",
    ]
    if tool["discontinued"]:
        why = f": {plain(tool['discontinued_because'])}" if tool["discontinued_because"] else ""
        lines.append(f"- Discontinued on {tool['discontinued_on']}{why}")
    for title, key in (("Was best for" if tool["discontinued"] else "Best for", "best_for"), ("Skip it if", "skip_if")):
        if tool[key]:
            lines += ["", f"{level} {title}", "", *(f"- {plain(line)}" for line in tool[key])]
    if tool["description"]:
        lines += ["", f"{level} What it is", "", paragraphs(tool["description"])]
    return [*lines, *facts_lines(tool, level), *review_lines(tool, level), *change_lines(tool, level)]


def facts_lines(tool: Data, level: str) -> list[str]:
    if not tool["facts"]:
        return ["", f"{level} Facts", "", "Nobody has recorded a fact yet."]
    lines = ["", f"{level} Facts", "", "| Fact | Value | State | Checked on | Source |", "|---|---|---|---|---|"]
    for fact in tool["facts"]:
        checked, source = fact["checked_on"] or UNKNOWN, link(fact["source"])
        lines.append(f"| {plain(fact['label'])} | {plain(fact['text'])} | {fact['state']} | {checked} | {source} |")
    return lines


def review_lines(tool: Data, level: str) -> list[str]:
    lines = ["", f"{level} Reviews"]
    for review in tool["reviews"]:
        by = f"{plain(review['author'])} ({review['author_kind']}, {review['basis']})"
        by += f", {review['reviewed_on'] or UNKNOWN}"
        lines += [
            "",
            f"{level}# {review['name']}: {review['score']}/{review['out_of']} · {review['verdict']}",
            "",
            f"By {by}.",
            "",
        ]
        lines.append(paragraphs(review["text"]))
    for persona in tool["panel"]["missing"]:
        lines += ["", f"{level}# {persona_name(persona)}: not filed"]
    return lines


def paragraphs(text: str) -> str:
    return "\n\n".join(plain(paragraph) for paragraph in text.split("\n\n"))


def change_lines(tool: Data, level: str) -> list[str]:
    if not tool["changes"]:
        return []
    lines = ["", f"{level} Latest changes", ""]
    for change in tool["changes"]:
        after = "withdrawn" if change["to"] is None else plain(change["to"])
        why = f" ({plain(change['why'])})" if change["why"] else ""
        lines.append(f"- {change['on']}: {plain(change['what'])}, from {plain(change['from'])} to {after}{why}")
    return lines


def comparison_markdown(answer: Data) -> str:
    """`/compare/<matchup>.md`"""
    result, tools = answer["result"], answer["tools"]
    lines = [*opening(answer, answer["title"]), f"**{plain(answer['headline'])}**", "", plain(result["summary"]), ""]
    for question, key in (("Which one", "which"), ("By how much", "margin"), ("Who disagrees", "dissent")):
        line = result[key]["line"].removesuffix(".")
        lines.append(f"- {question}: {plain(line)}. {plain(result[key]['detail'])}".rstrip())
    lines += [f"- Agreement: {plain(result['agreement'])}", *weighted_lines(answer), *editor_lines(answer)]
    lines += ["", "## Decision table", "", *table_lines(answer)]
    lines += ["", "## Scorecard", "", *card_lines(answer)]
    rows = {row["key"]: row["cells"] for row in answer["table"]}
    for tool in tools:
        cells = [rows[key][tool["slug"]] for key in ("panel", "points")]
        counted = [plain(cell["text"] or cell["missing"].lower()) for cell in cells]
        lines += ["", f"## {plain(tool['name'])}", "", *tool_lines(tool, "###", (counted[0], counted[1]))]
    return "\n".join(lines) + "\n"


def weighted_lines(answer: Data) -> list[str]:
    weighted = answer["weighted"]
    if weighted is None:
        return []
    weights = ", ".join(f"{persona_name(key)} {weight}" for key, weight in weighted["weights"].items())
    means = ", ".join(f"{plain(t['name'])} {weighted['means'][t['slug']] or NOT_COUNTED}" for t in answer["tools"])
    names = {tool["slug"]: plain(tool["name"]) for tool in answer["tools"]}
    tied = "a tie" if answer["result"]["band"] else "no verdict"
    leads = f"{names[weighted['leader']]} leads" if weighted["leader"] else tied
    lines, flip = [f"- Under the weights {weights}: {means} of 100; {leads}"], weighted["flip"]
    if flip:
        change = f"{persona_name(flip['persona'])} {flip['to']} instead of {flip['from']}"
        lines.append(f"- With {change}: {names[flip['leader']]} leads")
    return lines


def editor_lines(answer: Data) -> list[str]:
    editor = answer["editor"]
    if editor is None:
        return []
    lines = ["", "## The editor", "", plain(editor["bottom_line"])] if editor["bottom_line"] else []
    if editor["would_change"]:
        lines += ["", "## What would change this verdict", ""]
        lines += [f"- {plain(item['event'])}: {plain(item['consequence'])}" for item in editor["would_change"]]
    return lines


def table_lines(answer: Data) -> list[str]:
    tools = answer["tools"]
    lines = [f"| | {' | '.join(plain(tool['name']) for tool in tools)} |", f"|---|{'---|' * len(tools)}"]
    for row in answer["table"]:
        cells = [cell_text(row["cells"][tool["slug"]]) for tool in tools]
        lines.append(f"| {plain(row['label'])} | {' | '.join(cells)} |")
    return lines


def cell_text(cell: Data) -> str:
    if cell["text"] is None:
        return plain(cell["missing"].lower())
    known = [cell["state"], cell["checked_on"], cell["note"]]
    said = ", ".join(part for part in known if part)
    return plain(cell["text"]) + (f" ({said})" if said else "") + (f" {link(cell['source'])}" if cell["source"] else "")


def card_lines(answer: Data) -> list[str]:
    """Scores of the personas that every tool has filed, and their sums."""
    tools, result = answer["tools"], answer["result"]
    if not result["comparable"]:
        return ["No reviewer has scored all of them yet."]
    lines = [f"| Reviewer | {' | '.join(plain(tool['name']) for tool in tools)} |", f"|---|{'---|' * len(tools)}"]
    rows = [(persona_name(card["persona"]), card["scores"]) for card in result["cards"]]
    for name, scores in [*rows, (f"Sum of {result['out_of']}", result["totals"])]:
        said = [NOT_COUNTED if scores[tool["slug"]] is None else str(scores[tool["slug"]]) for tool in tools]
        lines.append(f"| {name} | {' | '.join(said)} |")
    return lines


def link(address: str | None) -> str:
    """An address that stays one whatever stands in it."""
    return UNKNOWN if address is None else "<" + re.sub(r"[\s<>|]", lambda m: f"%{ord(m[0]):02X}", address) + ">"
