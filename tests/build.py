"""Builders of a small cast for tests: tools with facts and a panel, made through the same verbs that editors use."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from comparisons.models import Matchup, Standing, set_key
from comparisons.visitor import ballots
from reviews.models import Review
from reviews.personas import PERSONAS
from tools.models import Alias, Attribute, Category, Fact, Tool
from votes.identity import new_number

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 1, 9, tzinfo=UTC)
# Builder, Skeptic, Futurist, Founder of the design's main event.
LLAMA = ((84, "ship"), (78, "ship"), (81, "ship"), (55, "skip"))
MISTRAL = ((85, "ship"), (78, "ship"), (80, "ship"), (52, "skip"))


def make_category(slug: str = "developer-tools", name: str = "Developer Tools") -> Category:
    return Category.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_tool(slug: str, *, name: str = "", panel: Any = (), category: Category | None = None, **fields: Any) -> Tool:
    """A published tool. `panel` is up to four (score, verdict) in the order of the personas; None leaves one out."""
    name = name or slug.replace("-", " ").title()
    defaults: dict[str, Any] = {
        "tagline": f"What {name} is, in one line.",
        "website": f"https://{slug}.example.com/",
        "published_at": PUBLISHED,
        "best_for": f"Work that {name} does\nTeams of two\nLong evenings",
        "skip_if": "You need less\nYou need more",
    }
    tool = Tool(slug=slug, name=name, category=category or make_category(), **(defaults | fields))
    tool.full_clean()
    tool.save()
    tool.update_names()
    for persona, opinion in zip(PERSONAS, panel, strict=False):
        if opinion is not None:
            file_review(tool, persona.key, *opinion)
    Standing.objects.refresh([tool.pk])
    return tool


def file_review(
    tool: Tool, persona: str, score: int, verdict: str, *, now: datetime = PUBLISHED, **fields: Any
) -> Review:
    content: dict[str, Any] = {
        "body": f"The {persona} on {tool.name}: plain words, a reason and a limit.",
        "reviewed_on": date(2026, 11, 1),
        "author": "Jo Doe",
        "author_kind": "person",
        "basis": "used it",
        "rubric": "1",
    }
    review = Review.objects.file(
        tool=tool, persona=persona, score=score, verdict=verdict, now=now, **(content | fields)
    )
    Standing.objects.refresh([tool.pk])
    return review


def record_fact(tool: Tool, key: str, value: Any, *, now: datetime = PUBLISHED, **fields: Any) -> Fact:
    Attribute.objects.ensure_globals()
    attribute = Attribute.objects.get(key=key)
    return Fact.objects.record(tool=tool, attribute=attribute, value=value, now=now, **fields)


def make_attribute(key: str, kind: str = "text", **fields: Any) -> Attribute:
    attribute = Attribute(key=key, kind=kind, label=fields.pop("label", key.replace("-", " ").capitalize()), **fields)
    attribute.full_clean()
    attribute.save()
    return attribute


def make_pair() -> tuple[Tool, Tool]:
    """The design's main event: Code Llama 4 (298) against Mistral 3 Small (295)."""
    return (
        make_tool("code-llama-4", name="Code Llama 4", vendor="Meta", panel=LLAMA),
        make_tool("mistral-3-small", name="Mistral 3 Small", vendor="Mistral AI", panel=MISTRAL),
    )


def curate(tools: Sequence[Tool], **fields: Any) -> Matchup:
    """What an editor says about this set of tools; the set is the key."""
    matchup = Matchup.objects.filter(key=set_key(tool.pk for tool in tools)).first() or Matchup()
    for name, value in fields.items():
        setattr(matchup, name, value)
    matchup.full_clean(exclude=["key"])
    matchup.save_with(tools)
    return matchup


def add_alias(tool: Tool, slug: str) -> Alias:
    return Alias.objects.create(slug=slug, tool=tool)


def vote(tool: Tool, choice: str = "ship", *, number: str = "", network: str = "203.0.113.0/24", now: datetime = NOW):
    """One vote through the verb of the site; without a number, of a visitor of its own."""
    return ballots.cast(slug=tool.slug, number=number or new_number(), choice=choice, network=network, now=now)


def votes(tool: Tool, *, ship: int = 0, skip: int = 0, now: datetime = NOW) -> None:
    """So many visitors vote on a tool."""
    for choice, count in (("ship", ship), ("skip", skip)):
        for _ in range(count):
            vote(tool, choice, now=now)
