"""A catalogue in which every state of a comparison occurs, and the addresses of its comparisons."""

from datetime import date, timedelta
from itertools import combinations

from tests.build import NOW, curate, file_review, make_category, make_tool, record_fact
from tools.models import Tool

GONE_ON = date(2026, 5, 3)
SAID = "was discontinued on 3 May 2026"
# Scores of Builder, Skeptic, Futurist, Founder; the best of all was discontinued, and so was one with a single review.
PANELS = {
    "winner-gone": (96, 95, 97, 94),
    "half-gone": (99, None, None, None),
    "full": (80, 70, 75, 65),
    "full-near": (80, 71, 74, 67),
    "full-low": (40, 72, 35, 30),
    "three": (90, 80, 85, None),
    "two": (70, None, 60, None),
    "other-two": (None, 75, None, 45),
    "none": (None, None, None, None),
}
GONE = ("winner-gone", "half-gone")
AGAIN = {"winner-gone": 98, "full": 81, "full-near": 78}  # what the Builder says since yesterday
SCORES = {slug: (AGAIN.get(slug, scores[0]), *scores[1:]) for slug, scores in PANELS.items()}
HOLDS = ("Full holds. Whatever the weather.", "Full for every day.")
# Words of editors, by the tools that they are about, which did not stand any more after these things happened.
GONE_WORDS = {
    ("full", "winner-gone"): ("*Winner Gone by 92.* Take it.", "**Winner Gone** for everybody."),
    ("full", "three"): ("*Three by 30.* No contest.", "**Three**, for its 30 points more."),
    ("full", "full-near"): ("*Full Near in front.* Just.", "**Full Near** by a nose."),
}


def fill() -> None:
    """Tools of one category but the last; the discontinued ones are featured, cheapest and first by points."""
    jobs, other = make_category("states", "States"), make_category("other-job", "Other job")
    tools = {}
    for slug, scores in PANELS.items():
        panel = [None if score is None else (score, "ship" if score >= 50 else "skip") for score in scores]
        tools[slug] = make_tool(slug, panel=panel, category=other if slug == "none" else jobs)
        amount = 5 if slug in GONE else 20 + len(slug)
        record_fact(tools[slug], "entry-price", {"amount": amount, "currency": "USD", "per": "month"}, now=NOW)
    write_words(tools)
    for slug, score in AGAIN.items():
        file_review(tools[slug], "builder", score, "ship", now=NOW - timedelta(days=1), reason="Looked again.")
    Tool.objects.filter(slug__in=GONE).update(discontinued_on=GONE_ON, gone_because="Sold.")
    Tool.objects.changed(tools[slug].pk for slug in GONE)


def write_words(tools: dict[str, Tool]) -> None:
    for slugs, (headline, line) in GONE_WORDS.items():
        sides = [tools[slug] for slug in slugs]
        events = [{"event": f"{headline[1:5]} loses 30", "consequence": "We look again."}]
        curate(sides, headline=headline, bottom_line=line, would_change=events, featured=True)
    pair, (headline, line) = [tools["full"], tools["full-low"]], HOLDS
    curate(pair, headline=f"*{headline[:11]}*{headline[11:]}", bottom_line=line)


def texts() -> list[str]:
    """Every pair, a third of the triples, a few of four: as the paths have them."""
    slugs = sorted(PANELS)
    triples, fours = list(combinations(slugs, 3))[::3], list(combinations(slugs, 4))[::13]
    return ["-vs-".join(chosen) for chosen in (*combinations(slugs, 2), *triples, *fours)]
