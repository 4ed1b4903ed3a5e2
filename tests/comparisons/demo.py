"""The demo catalogue with votes, and with tools in every unusual state: what validators and parity tests read."""

import random
from datetime import date, timedelta
from unittest import mock

from django.conf import settings
from django.core.management import call_command

from comparisons.models import Standing
from reviews.models import Review
from tests.build import NOW, file_review, make_category, make_tool, record_fact
from tools.models import Attribute, Fact, Tool
from votes.models import Tally

SEED = 5
AFTER_THE_DEMO = NOW + timedelta(days=30)
# Names that break what is written around them: Markdown, HTML, JSON, tables, sentences.
NAMES = {
    "pipes": 'Pipe | <b>*Star*</b> & "Quote" `tick` [x](y) \\ #1',
    "arabic": "مساعد البرمجة الذكي",
    "wide": "通义千问 🚀 コード",
    "script": "</script><script>alert(1)</script>",
}
ODD_VALUES = (
    "a | b",
    "<i>x</i> & y",
    "`code` *x* [y](z)",
    "ends with \\",
    "(parenthesis)",
    "غير معروف",
    "3,5 (net)",
    "— not known",
)
OUTCOMES = ("confirmed", "contradicted", "unreadable", "")


def fill() -> None:
    """Import the demo, then draw votes and facts for its tools and add the odd ones. The same at every run."""
    draw = random.Random(SEED)
    import_demo()
    for tool in Tool.objects.order_by("slug"):
        check_some(tool, draw)
        ship, skip = draw.choice(
            ((0, 0), (1, 0), (2, 2), (5, 0), (0, 7), (212, 120), (draw.randrange(3000), draw.randrange(40)))
        )
        Tally.objects.update_or_create(tool=tool, defaults={"ship": ship, "skip": skip})
    add_odd_ones(draw)
    Standing.objects.refresh(list(Tool.objects.values_list("pk", flat=True)))


def import_demo() -> None:
    """The demo as if it had been imported now: some of its facts were checked after the day on which tests stand."""
    with mock.patch("django.utils.timezone.now", lambda: AFTER_THE_DEMO):
        call_command("import_catalog", str(settings.BASE_DIR / "fixtures" / "demo.json"), verbosity=0)
    Fact.objects.filter(recorded_at=AFTER_THE_DEMO).update(recorded_at=NOW)
    Fact.objects.filter(checked_on__gt=NOW.date()).update(checked_on=NOW.date())
    Review.objects.filter(recorded_at=AFTER_THE_DEMO).update(recorded_at=NOW)


def check_some(tool: Tool, draw: random.Random) -> None:
    """Checks of some facts of a tool: of today, long ago, against the source, unreadable; one fact is withdrawn."""
    facts = list(
        Fact.objects.filter(tool=tool, superseded_at=None).select_related("attribute").order_by("attribute__key")
    )
    for fact in draw.sample(facts, min(3, len(facts))):
        outcome, day = draw.choice(OUTCOMES), NOW.date() - timedelta(days=draw.choice((0, 5, 89, 90, 91, 400)))
        checked = {
            "checked_on": day,
            "outcome": outcome,
            "method": "read",
            "source": "https://docs.example.com/a|b?<c>",
        }
        record_fact(tool, fact.attribute.key, fact.value, now=NOW, **(checked if outcome else {}))
    if len(facts) > 4:
        withdrawn = Fact.objects.get(tool=tool, attribute=facts[-1].attribute, superseded_at=None)
        withdrawn.withdraw(because="The page is gone.", now=NOW)


def add_odd_ones(draw: random.Random) -> None:
    jobs = make_category("odd", "Odd | jobs & <others>")
    values = list(ODD_VALUES)
    texts = list(Attribute.objects.filter(kind="text", category=None).order_by("key"))
    for slug, name in NAMES.items():
        panel = tuple((draw.randrange(101), draw.choice(("ship", "skip"))) for _ in range(4))
        tool = make_tool(slug, name=name, panel=panel, category=jobs, vendor=name, tagline=f"What {name} is.")
        for attribute in texts:
            record_fact(tool, attribute.key, values[draw.randrange(len(values))], source="https://docs.example.com/(x)")
        Tally.objects.update_or_create(tool=tool, defaults={"ship": draw.randrange(9), "skip": draw.randrange(9)})
    make_tool("even", panel=((50, "ship"), (50, "ship"), (50, "skip"), (50, "skip")), category=jobs)
    make_tool("ends", panel=((0, "skip"), (100, "ship"), (0, "skip"), (100, "ship")), category=jobs)
    make_tool("half", panel=((84, "ship"), None, (40, "skip"), None), category=jobs)
    make_tool("other-half", panel=(None, (70, "ship"), None, (40, "skip")), category=jobs)
    make_tool("bare", category=jobs, best_for="", skip_if="", website="")
    gone = make_tool("gone", panel=((20, "skip"),) * 4, category=jobs, discontinued_on=date(2026, 11, 10))
    Tally.objects.update_or_create(tool=gone, defaults={"ship": 3, "skip": 30})
    frozen = make_tool("frozen", panel=((60, "ship"),) * 4, category=jobs)
    Tally.objects.update_or_create(tool=frozen, defaults={"ship": 90, "skip": 3, "frozen_at": NOW - timedelta(days=3)})
    file_review(
        frozen,
        "skeptic",
        61,
        "skip",
        now=NOW,
        reason="Looked again: <b>worse</b>",
        author="A | Model",
        author_kind="model",
    )
