"""What the shared site of the browser tests shows: the demo catalogue, and tools that strain a layout."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.core.management import call_command

from tests.build import (
    LLAMA,
    PUBLISHED,
    add_alias,
    file_review,
    make_attribute,
    make_category,
    make_tool,
    record_fact,
)
from tests.newsletter.build import publish_issue
from tools.models import Tool

TODAY = datetime(2026, 12, 15, 12, tzinfo=UTC)
DEMO = Path(__file__).resolve().parents[2] / "fixtures/demo.json"

HERO = "/compare/code-llama-4-vs-mistral-3-small"
THREE = "/compare/deepseek-coder-v2-vs-devstral-vs-qwen3-coder"
FOUR = "/compare/adobe-firefly-vs-flux-1-vs-ideogram-vs-midjourney"
LONG = "/compare/odd-arabic-vs-odd-chinese-vs-odd-long-vs-odd-unbroken"
STATES = "/compare/state-one-vs-state-two"

# Every kind of page, by what a test of all of them calls it.
PAGES = {
    "home": "/",
    "picker": "/compare",
    "picker with an error": "/compare?tool=cod+llama&tool=mistrl",
    "compare two": HERO,
    "compare three": THREE,
    "compare four": FOUR,
    "compare long names": LONG,
    "compare fact states": STATES,
    "compare weighed and filtered": f"{HERO}?w=builder:3&diff=1",
    "compare without reviews": "/compare/odd-half-vs-odd-unreviewed",
    "compare an earlier day": f"{STATES}?as_of=2026-11-04",
    "tools": "/tools",
    "tools searched": "/tools?q=llama&price=free",
    "tools, nothing found": "/tools?q=qwertz",
    "alternatives": "/tools/claude/alternatives",
    "alternatives, none": "/tools/odd-gone/alternatives",
    "changes": "/changes",
    "changes of a tool": "/changes/tools/state-one",
    "picker, one more": "/compare?more=1&tool=code-llama-4&tool=mistral-3-small",
    "tools filtered": "/tools?category=strange-tools&verdict=split&sort=name",
    "tools, none": "/tools?category=chat-assistants&verdict=none",
    "tool": "/tools/code-llama-4",
    "tool without reviews": "/tools/odd-unreviewed",
    "tool with two reviews": "/tools/odd-half",
    "tool discontinued": "/tools/odd-gone",
    "tool with facts in all states": "/tools/state-one",
    "tool with a long name": "/tools/odd-unbroken",
    "history": "/tools/state-one/history",
    "categories": "/categories",
    "category": "/categories/developer-tools",
    "reviewers": "/reviewers",
    "reviewer": "/reviewers/skeptic",
    "methodology": "/methodology",
    "about": "/about",
    "contact": "/contact",
    "terms": "/terms",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "api": "/api",
    "data": "/data",
    "embed, what to copy": f"{HERO}/embed",
    "badge, what to copy": "/tools/code-llama-4/badge",
    "embed": HERO.replace("compare", "embed"),
    "newsletter": "/newsletter",
    "newsletter, an issue": "/newsletter/2026-w45",
    "400": "/tools?sort=x",
    "404": "/compare/code-lama-4-vs-mistral-3",
    "404 with nothing near": "/nothing/here",
}


def fill() -> None:
    call_command("import_catalog", str(DEMO), verbosity=0)
    strange = make_category("strange-tools", "Strange Tools")
    names = {
        "odd-long": "Extraordinarily Long Winded Assistant Professional Enterprise Edition for Teams",
        "odd-unbroken": "Supercalifragilisticexpialidociouslyunbreakabletoolnamewithoutspaces2026",
        "odd-chinese": "通义千问代码助手专业版人工智能编程工具二零二六",
        "odd-arabic": "مساعد البرمجة الذكي للفرق الكبيرة والصغيرة",
    }
    odd = [make_tool(slug, name=name, category=strange, panel=LLAMA) for slug, name in names.items()]
    make_tool("odd-unreviewed", category=strange)
    make_tool("odd-half", category=strange, panel=(None, (71, "ship"), None, (44, "skip")))
    make_tool("odd-split", category=strange, panel=((90, "ship"), (80, "ship"), (20, "skip"), (10, "skip")))
    make_tool(
        "odd-gone", category=strange, panel=((0, "skip"), (100, "ship"), (0, "skip"), (0, "skip")),
        discontinued_on=date(2026, 11, 5),
    )  # fmt: skip
    long_text = ("A whole paragraph that somebody pasted into one field. " * 4)[:140]
    for place in range(3):
        make_attribute(f"long-{place}", category=strange, label=f"What the licence says, part {place + 1}")
    for number, tool in enumerate(odd):
        for place in range(3):
            record_fact(
                tool, f"long-{place}", f"{number} {long_text} https://example.com/never-ending-address-without-a-break",
                source="https://docs.example.com/a/long/path#section", quote=long_text,
            )  # fmt: skip
    fill_states(strange.slug)
    publish_issue("2026-w45", TODAY)


def fill_states(category: str) -> None:
    """Two tools whose facts stand in all five states, one of them with a long history."""
    strange = make_category(category)
    today = TODAY.date()
    checks = {
        "sure": (today, "confirmed"),
        "denied": (today - timedelta(days=9), "contradicted"),
        "shut": (today - timedelta(days=3), "unreadable"),
        "old": (today - timedelta(days=400), "confirmed"),
        "hearsay": (None, ""),
    }
    panel = ((80, "ship"), (70, "ship"), (60, "ship"), (90, "ship"))
    tools = [make_tool(slug, category=strange, panel=panel) for slug in ("state-one", "state-two")]
    for key, (checked_on, outcome) in checks.items():
        make_attribute(key, category=strange)
        for tool in tools:
            value = "The same" if key == "shut" else f"{key} of {tool.name}"
            record_fact(
                tool, key, value, source="https://example.com/page", quote="As the source says it.",
                checked_on=checked_on, outcome=outcome, method="read" if checked_on else "",
            )  # fmt: skip
    add_history(tools[0])
    add_alias(tools[1], "state-deux")


def add_history(tool: Tool) -> None:
    for day in range(6):
        price = {"amount": 10 + day, "currency": "USD", "per": "month"}
        record_fact(tool, "entry-price", price, now=PUBLISHED + timedelta(days=day), reason="The price page changed.")
        file_review(tool, "skeptic", 60 + day, "ship", now=PUBLISHED + timedelta(days=day), reason="Read again.")
