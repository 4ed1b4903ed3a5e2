"""Made-up catalogues of any size for load tests: valid, plausible, and the same for the same seed. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from reviews.personas import PERSONAS
from tools.slugs import slug_from

FIRST = (
    "Amber", "Arc", "Aster", "Atlas", "Beacon", "Birch", "Blue", "Bolt", "Bright", "Cedar", "Clear", "Cobalt", "Coral",
    "Delta", "Drift", "Echo", "Ember", "Fable", "Fern", "Flint", "Gale", "Glass", "Grove", "Halo", "Harbor", "Hazel",
    "Indigo", "Iron", "Ivory", "Jade", "Juno", "Kelp", "Lark", "Linen", "Lumen", "Maple", "Meadow", "Mint", "North",
    "Nova", "Oak", "Onyx", "Opal", "Orbit", "Pine", "Prism", "Quartz", "Quill", "River", "Sable", "Slate", "Spark",
    "Terra", "Tide", "Umber", "Vale", "Vivid", "Willow", "Wren", "Zephyr",
)  # fmt: skip
SECOND = (
    "Agent", "Bench", "Board", "Brain", "Canvas", "Caption", "Chat", "Clip", "Code", "Coder", "Desk", "Draft", "Flow",
    "Forge", "Frame", "Index", "Kit", "Lab", "Ledger", "Lens", "Loom", "Mind", "Notes", "Pilot", "Press", "Reader",
    "Scribe", "Search", "Sense", "Sketch", "Speech", "Stack", "Studio", "Table", "Thread", "Tutor", "Vision", "Voice",
    "Works", "Writer",
)  # fmt: skip
CATEGORIES = (
    ("agents", "Agents"), ("code", "Code"), ("data", "Data"), ("design", "Design"), ("notes", "Notes"),
    ("search", "Search"), ("video", "Video"), ("voice", "Voice"), ("writing", "Writing"), ("support", "Support"),
)  # fmt: skip
JOBS = ("drafts", "reviews", "sorts", "explains", "records", "translates", "plans", "checks", "summarises", "searches")
THINGS = ("long documents", "code changes", "meetings", "support mail", "spreadsheets", "sketches", "contracts")
WHO = ("small teams", "people who work alone", "large companies", "schools", "newsrooms", "clinics", "law firms")
ONSETS, NUCLEI = "bcdfghjklmnprstvwxyz", "aeiou"
CODAS = ("", "n", "x", "ly", "io", "s", "r")
LICENCES = ("Proprietary", "Apache 2.0", "MIT", "AGPL 3.0", "Community licence with conditions")
START = date(2025, 1, 1)


def heads() -> Iterator[tuple[str, list[Any]]]:
    """The small sections."""
    yield "attributes", [
        {"key": f"{slug}-limit", "label": f"{name} limit", "category": slug, "unit": "items", "kind": "number",
         "better": "higher", "stale_after_days": 180}
        for slug, name in CATEGORIES
    ]  # fmt: skip
    yield (
        "categories",
        [{"slug": slug, "name": name, "description": f"Tools for {name.lower()}."} for slug, name in CATEGORIES],
    )


def tools(number: int, seed: int, *, reviews: bool) -> Iterator[dict[str, Any]]:
    """`number` tools with three facts each, and four reviews each if asked for."""
    random = Random(seed)
    for index in range(number):
        name = name_of(index)
        tool = make_tool(name, random)
        if reviews:
            tool["reviews"] = [make_review(persona.key, name, random) for persona in PERSONAS]
        yield tool


def name_of(index: int) -> str:
    """The name of the tool at this place: common words, and in large catalogues mostly a coined word for each five."""
    round_, place = divmod(index, len(FIRST) * len(SECOND))
    if round_ and index % 4:
        return f"{coined(index // 5)} {SECOND[7 * index % len(SECOND)]}"
    return f"{FIRST[place % len(FIRST)]} {SECOND[place // len(FIRST)]}" + (f" {round_ + 1}" if round_ else "")


def coined(number: int) -> str:
    """A word of three syllables that sounds like a product: another for each number below a million."""
    spread = number * 7919 % 1_000_000  # no two alike, because 7919 and a million share no factor
    syllables = [spread // 10_000, spread // 100 % 100, spread % 100]
    word = "".join(ONSETS[each // len(NUCLEI)] + NUCLEI[each % len(NUCLEI)] for each in syllables)
    return word.capitalize() + CODAS[number % len(CODAS)]


def make_tool(name: str, random: Random) -> dict[str, Any]:
    slug = slug_from(name)
    category = random.choice(CATEGORIES)[0]
    job, thing, who = random.choice(JOBS), random.choice(THINGS), random.choice(WHO)
    site = f"https://{slug}.example.com"
    return {
        "slug": slug,
        "name": name,
        "vendor": f"{name.split()[0]} Labs",
        "category": category,
        "tagline": f"It {job} {thing} for {who}.",
        "best_for": [f"{who.capitalize()} with many {thing}", f"A team that {job} every day"],
        "skip_if": [f"You have few {thing}"],
        "description": f"{name} {job} **{thing}** for {who}. It runs in the browser and keeps a history.\n\n"
        f"The makers say what it cannot do: it never {job} {random.choice(THINGS)}.",
        "website": f"{site}/",
        "published_at": f"{day(random)}T09:00:00Z",
        "facts": make_facts(category, site, random),
    }


def make_facts(category: str, site: str, random: Random) -> list[dict[str, Any]]:
    price: Any = random.choice(("Free", "Contact sales", None))
    price = price or {"amount": random.randrange(5, 90), "currency": "USD", "per": "month"}
    check = {"checked_on": day(random), "method": "read", "outcome": "confirmed"} if random.random() < 0.5 else {}
    limit = random.randrange(10, 100_000)
    return [
        {"attribute": "entry-price", "value": price, "source": f"{site}/pricing", **check},
        {"attribute": "licence", "value": random.choice(LICENCES), "source": f"{site}/terms"},
        {"attribute": f"{category}-limit", "value": limit, "source": f"{site}/docs", "quote": f"up to {limit} items"},
    ]


def make_review(persona: str, name: str, random: Random) -> dict[str, Any]:
    score = random.randrange(20, 98)
    job, thing = random.choice(JOBS), random.choice(THINGS)
    return {
        "persona": persona,
        "score": score,
        "verdict": "ship" if score >= 60 else "skip",
        "body": f"It {job} {thing} in the first hour, and the docs say how. **{name}** stops where the demo stops: "
        f"{random.choice(THINGS)} need a second tool, and the export loses the dates.\n\n"
        f"What would move me: an outside test on {thing}, and a price that holds for a year.",
        "reviewed_on": day(random),
        "author": "Jo Doe",
        "author_kind": "model",
        "basis": "read about it",
        "rubric": "1",
    }


def matchups(slugs: list[str]) -> list[dict[str, Any]]:
    """A few curated pairs of the first tools."""
    pairs = [slugs[start : start + 2] for start in range(0, min(len(slugs) - 1, 20), 2)]
    return [
        {"tools": pair, "headline": "Close on points. *Let the price decide.*", "featured": index == 0}
        for index, pair in enumerate(pairs)
    ]


def day(random: Random) -> str:
    return str(START + timedelta(days=random.randrange(365)))
