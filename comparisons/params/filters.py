"""What a reader asked of the list of tools, and how it is written in an address. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from comparisons.params.options import Query, last, read_choice
from reviews.panel import Call
from tools.licences import KINDS
from tools.states import RECENT_DAYS

MAX_TYPED = 100
VERDICTS = {call.slug: call.value for call in (Call.SHIP, Call.SPLIT, Call.SKIP, Call.NONE)}
PRICES = {"free": "Free", "paid": "Paid", "unknown": "No price known"}
STATES = {
    "checked": f"Found true at its source, last {RECENT_DAYS} days",
    "contradicted": "A source says otherwise",
    "unchecked": "Nothing found true yet",
}
COMMUNITY = {"ship": "Clearly ships it", "voted": "Has voted enough"}
# What a sort goes by, whether downwards, and its name. The tool's id breaks every tie.
SORTS = {
    "points": ("points", True, "Panel points"),
    "new": ("reviewed_on", True, "Latest review"),
    "community": ("community", True, "Community"),
    "split": ("spread", True, "Most disputed"),
    "name": ("sort_name", False, "Name"),
}
# The order of a search: the nearest first. It is no column.
NEAR = "near"
FILTERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "verdict": ("Verdict", VERDICTS),
    "price": ("Entry price", PRICES),
    "licence": ("Licence", KINDS),
    "state": ("Facts", STATES),
    "community": ("Community", COMMUNITY),
}


class Chip(NamedTuple):
    """A filter that is on: what it says, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The search, the filters, the sort and the cursor."""

    q: str = ""
    category: str = ""
    verdict: str = ""
    price: str = ""
    licence: str = ""
    state: str = ""
    community: str = ""
    sort: str = "points"
    after: str = ""
    cut: bool = False

    @property
    def default_sort(self) -> str:
        return NEAR if self.q else "points"

    @property
    def filtered(self) -> bool:
        return any((self.category, *(getattr(self, name) for name in FILTERS)))

    @property
    def fields(self) -> dict[str, str]:
        """What a form carries along, without the cursor; defaults left out."""
        names = ("q", "category", *FILTERS)
        kept = {name: getattr(self, name) for name in names if getattr(self, name)}
        return kept | ({"sort": self.sort} if self.sort != self.default_sort else {})

    def address(self, **changes: str) -> str:
        """The list with this wish, with changes. The cursor goes unless it is given: another list, another start."""
        kept = {name: value for name, value in (self.fields | changes).items() if value}
        return "/tools" + ("?" + urlencode(sorted(kept.items())) if kept else "")

    def chips(self, categories: Mapping[str, str]) -> list[Chip]:
        """The filters that are on, each with the way to take it off."""
        found = [Chip(f"“{self.q}”", self.address(q="", sort=""))] if self.q else []
        if self.category:
            found.append(Chip(categories.get(self.category, self.category), self.address(category="")))
        for name, (_, choices) in FILTERS.items():
            value = getattr(self, name)
            if value:
                found.append(Chip(choices[value], self.address(**{name: ""})))
        return found


def read_wish(query: Query, categories: Sequence[str]) -> Wish:
    """What a query asks for. A search that is too long is cut. Raises BadArgument."""
    typed = " ".join(last(query, "q").replace("\x00", " ").split())
    q = typed[:MAX_TYPED].strip()
    sorts = [*SORTS, NEAR] if q else list(SORTS)
    chosen = {name: read_choice(query, name, ["", *choices], "") for name, (_, choices) in FILTERS.items()}
    return Wish(
        q=q,
        category=read_choice(query, "category", ["", *categories], ""),
        **chosen,
        sort=read_choice(query, "sort", sorts, NEAR if q else "points"),
        after=last(query, "after"),
        cut=len(typed) > MAX_TYPED,
    )
