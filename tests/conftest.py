"""What tests share: a clock that stands still, an empty memory, a counter of queries, and panels without a database."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as hypothesis_settings

from comparisons.cache import forget_all
from comparisons.verdict.profile import FactView, Head, Profile
from comparisons.web.counting import COUNTING
from comparisons.web.machine import METER
from reviews.panel import Opinion, Panel, panel_of
from reviews.personas import PERSONAS
from tests.build import NOW, PUBLISHED
from tools import markup
from tools.states import State
from tools.values import say
from votes.tally import NOTHING

# The same examples at every run: a failure can be repeated, and a slow machine is not a failure.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("suite")

TODAY = NOW.date()


class Clock:
    """What `timezone.now()` says. A test sets `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands at build.NOW until the test says otherwise."""
    clock = Clock(NOW)
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture(autouse=True)
def cold() -> None:
    """No test is served from what another one left in memory, nor writes what another one counted."""
    forget_all()
    COUNTING.counts.clear()
    METER.known.clear()
    METER.untold.clear()


@pytest.fixture(autouse=True)
def unmarked() -> None:
    """Each test has a database of its own: the mark of the one before it would make its sender ask, and who left there
    would leave again."""
    (django_settings.MARKS_ROOT / "sender.json").unlink(missing_ok=True)
    shutil.rmtree(django_settings.MARKS_ROOT / "left", ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def lists_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    django_settings.LISTS_FOLDER = tmp_path_factory.mktemp("lists")


@pytest.fixture(autouse=True, scope="session")
def stop_worker() -> Iterator[None]:
    """The process that converts Markdown goes when the tests do."""
    yield
    child = markup.WORKER.child
    if child is not None:
        child.kill()
        child.communicate()


def drain(response: Any) -> None:
    """Read a file to its end, which closes it. `response.close()` would close the test's connection with it."""
    if response.streaming:
        list(response.streaming_content)


@contextmanager
def assert_queries(at_most: int) -> Iterator[CaptureQueriesContext]:
    """Fail when the block sends more statements to the database than `at_most`. The only query budget of the suite."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
    statements = [query["sql"] for query in captured.captured_queries]
    assert len(statements) <= at_most, f"{len(statements)} statements, at most {at_most}:\n" + "\n".join(statements)


def make_panel(*opinions: tuple[int, str] | None) -> Panel:
    """A panel from (score, verdict) in the order of the personas; None leaves one out."""
    return panel_of(
        Opinion(persona.key, *opinion) for persona, opinion in zip(PERSONAS, opinions, strict=False) if opinion
    )


def scores_panel(*scores: int | None) -> Panel:
    """A panel from scores alone; 50 and more ship."""
    return make_panel(*(None if score is None else (score, "ship" if score >= 50 else "skip") for score in scores))


def make_head(slug: str, *, name: str = "", category_id: int = 1, **fields: Any) -> Head:
    content = {
        "id": abs(hash(slug)) % 10**6 + 1, "slug": slug, "name": name or slug.replace("-", " ").title(), "vendor": "",
        "category_id": category_id, "category_slug": f"category-{category_id}",
        "category_name": f"Category {category_id}", "tagline": f"What {slug} is.", "best_for": "", "skip_if": "",
        "description_html": "", "website": "", "logo": "", "published_at": PUBLISHED, "discontinued_on": None,
        "version": 1,
    }  # fmt: skip
    return Head(**(content | fields))


def make_profile(slug: str, panel: Panel | None = None, facts: Sequence[FactView] = (), **fields: Any) -> Profile:
    return Profile(
        head=make_head(slug, **fields),
        panel=panel or Panel(()),
        facts={fact.key: fact for fact in facts},
        changes=(),
        discontinued=False,
        count=NOTHING,
    )


def make_fact_view(key: str, value: Any, **fields: Any) -> FactView:
    unit = fields.get("unit", "")
    content: dict[str, Any] = {
        "key": key, "label": key.capitalize(), "kind": "text", "unit": unit, "better": "", "value": value,
        "text": say(value, unit), "state": State.NEVER_CHECKED, "source": "", "quote": "", "checked_on": None,
        "method": "", "recorded_on": date(2026, 11, 1), "attribute_category_id": None, "position": 100,
    }  # fmt: skip
    return FactView(**(content | fields))


@pytest.fixture
def site_zone(settings: Any) -> Iterator[Callable[[str], None]]:
    """A function that moves the site to another time zone for the rest of the test."""

    def move(name: str) -> None:
        settings.TIME_ZONE = name

    yield move
