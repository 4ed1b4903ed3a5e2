"""What the site knows about one tool at one moment. Every page, feed, picture and machine answer reads this. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from reviews.panel import Panel
from tools.states import State
from tools.values import Value, price_flag
from votes.tally import Count


class Head(NamedTuple):
    """The fields of the tool itself, in the order of `reading.HEAD`."""

    id: int
    slug: str
    name: str
    vendor: str
    category_id: int
    category_slug: str
    category_name: str
    tagline: str
    best_for: str
    skip_if: str
    description_html: str
    website: str
    logo: str
    published_at: datetime | None
    discontinued_on: date | None
    version: int
    gone_because: str = ""


@dataclass(frozen=True, slots=True)
class FactView:
    """One current fact with its derived state, ready to print."""

    key: str
    label: str
    kind: str
    unit: str
    better: str
    value: Value
    text: str
    state: State
    source: str
    quote: str
    checked_on: date | None
    method: str
    recorded_on: date
    attribute_category_id: int | None
    position: int
    stale_from: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fact or review that took the place of another one: what it was, what it is, when and why.

    `after` is empty for a withdrawal.
    """

    what: str
    before: str
    after: str
    on: date
    reason: str
    at: datetime


@dataclass(frozen=True)
class Profile:
    """One tool: its fields, panel, facts by attribute key (in table order) and latest changes, newest first.

    `count` is its tally on pages that show votes, None elsewhere. `pieces` holds the parts of pages that show this tool
    alone, each rendered once; `voted` those that show its votes, each with the tally that it shows. They go when the
    profile goes.
    """

    head: Head
    panel: Panel
    facts: dict[str, FactView]
    changes: tuple[Change, ...]
    discontinued: bool
    count: Count | None = None
    pieces: dict[tuple[object, ...], str] = field(default_factory=dict, compare=False, repr=False)
    voted: dict[tuple[object, ...], tuple[Count, str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def tally(self) -> Count:
        """What the community says. A page that did not read the votes may not print them: LookupError."""
        if self.count is None:
            raise LookupError(f"the votes on {self.slug} were not read for this page")
        return self.count

    @property
    def last_change(self) -> Change | None:
        return self.changes[0] if self.changes else None

    @property
    def slug(self) -> str:
        return self.head.slug

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def path(self) -> str:
        return f"/tools/{self.head.slug}"

    @cached_property
    def best_for(self) -> tuple[str, ...]:
        return split_lines(self.head.best_for)

    @cached_property
    def skip_if(self) -> tuple[str, ...]:
        return split_lines(self.head.skip_if)

    @property
    def price_flag(self) -> str | None:
        """`Free`, `Paid`, or None while nobody recorded an entry price."""
        fact = self.facts.get("entry-price")
        return price_flag(fact.value if fact else None)

    def says(self, key: str) -> str | None:
        """The text of a fact, or None when nobody recorded it."""
        fact = self.facts.get(key)
        return fact.text if fact else None

    @property
    def initial(self) -> str:
        """The letter on the tile of a tool without a logo."""
        return next((letter for letter in self.head.name if letter.isalnum()), "?").upper()

    @property
    def logo_paths(self) -> tuple[str, str] | None:
        """(small, large) addresses of the logo, or None: then the letter stands on the tile."""
        logo = self.head.logo
        return (f"/media/logos/{logo}-88.webp", f"/media/logos/{logo}-176.webp") if logo else None


def split_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
