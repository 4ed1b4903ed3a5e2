"""A visitor's list: what was saved, what it says today, and what happened to it since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from comparisons.moment import Moment
from comparisons.params.matchup import MAX_TOOLS, canonical
from comparisons.reading.profiles import profiles_of
from comparisons.verdict.ended import ended_line
from comparisons.verdict.head_to_head import bout_of, decide
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import NUMBERS
from comparisons.verdict.since_saved import Spell, changed, matchup_note, panel_at, tool_note
from comparisons.verdict.summaries import MatchupCard, card_of
from comparisons.visitor.state import Target, targets_of
from reviews.models import Review
from reviews.panel import Opinion
from tools.models import Fact
from tools.models.dated import WITHDRAWN
from votes.models import Bookmark, Visitor


@dataclass(frozen=True, slots=True)
class Row:
    """One saved page. `path` is what was saved; `card` is there for a matchup, `profiles` are its tools today.

    Without profiles the page is not public any more: the row stays, to be removed by the one who saved it.
    """

    path: str
    now_at: str
    name: str
    saved_on: date
    profiles: tuple[Profile, ...] = ()
    card: MatchupCard | None = None
    note: str = ""

    @property
    def changed_since(self) -> bool:
        return changed(self.note)

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(profile.slug for profile in self.profiles)


def rows_of(visitor: Visitor | None, moment: Moment) -> list[Row]:
    """The visitor's bookmarks, newest first: at most six statements, whatever their number."""
    if visitor is None:
        return []
    saved = list(Bookmark.objects.kept().filter(visitor=visitor).values_list("path", "saved_at"))
    return describe(saved, moment)


def describe(saved: Sequence[tuple[str, datetime]], moment: Moment) -> list[Row]:
    """A row for each (path, when it was saved), in this order."""
    targets = targets_of([path for path, _ in saved], moment)
    heads = {head.id: head for target in targets.values() for head in target.heads}
    profiles = {profile.head.id: profile for profile in profiles_of(list(heads.values()), moment)}
    oldest = min((at for _, at in saved), default=moment.now)
    spells, facts = spells_since(heads, oldest), facts_since(heads, oldest)
    rows = []
    for path, at in saved:
        target = targets.get(path)
        if target is None:
            rows.append(Row(path, "", path.rsplit("/", 1)[-1], timezone.localdate(at)))
        else:
            shown = tuple(profiles[head.id] for head in target.heads)
            rows.append(row_of(path, at, target, shown, note_of(shown, at, spells, facts)))
    return rows


def row_in_list(path: str, visitor: Visitor | None, moment: Moment) -> Row | None:
    """The row of one saved path, or None where it is not saved."""
    saved = Bookmark.objects.kept().filter(visitor=visitor, path=path).values_list("path", "saved_at")
    rows = describe(list(saved), moment) if visitor else []
    return rows[0] if rows else None


def comparison_of(rows: Sequence[Row]) -> tuple[str, str] | None:
    """(`two`, the path) of the comparison of all saved tools, where there are two to four of them."""
    slugs = {row.slugs[0] for row in rows if len(row.slugs) == 1}
    return (NUMBERS[len(slugs)], f"/compare/{canonical(slugs)}") if 2 <= len(slugs) <= MAX_TOOLS else None


def row_of(path: str, at: datetime, target: Target, shown: tuple[Profile, ...], note: str) -> Row:
    card = card_of(shown) if len(shown) > 1 else None
    name = card.title if card else shown[0].name
    return Row(path, target.path, name, timezone.localdate(at), shown, card, note)


def note_of(
    shown: Sequence[Profile],
    at: datetime,
    spells: Mapping[int, Sequence[Spell]],
    facts: Mapping[int, Sequence[tuple[str, datetime]]],
) -> str:
    then = [panel_at(spells.get(profile.head.id, ()), at) for profile in shown]
    labels = list(dict.fromkeys(
        label for profile in shown for label, changed_at in facts.get(profile.head.id, ()) if changed_at > at
    ))  # fmt: skip
    day = timezone.localdate(at)
    gone = [place for place, profile in enumerate(shown) if ended_by(profile, day)]
    if len(shown) == 1:
        since = f"{ended_line(shown[0])}." if shown[0].discontinued and not gone else ""
        return tool_note(then[0], shown[0].panel, labels, since)
    return matchup_note([profile.name for profile in shown], decide(then, gone), bout_of(shown), labels)


def ended_by(profile: Profile, day: date) -> bool:
    on = profile.head.discontinued_on
    return on is not None and on <= day


def spells_since(tool_ids: Iterable[int], oldest: datetime) -> dict[int, list[Spell]]:
    """{tool: its reviews that stood at some time since `oldest`}"""
    found: dict[int, list[Spell]] = {}
    rows = Review.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=oldest), tool__in=list(tool_ids))
    columns = ("tool", "persona", "score", "verdict", "recorded_at", "superseded_at")
    for tool, persona, score, verdict, since, until in rows.order_by("pk").values_list(*columns):
        found.setdefault(tool, []).append(Spell(Opinion(persona, score, verdict), since, until))
    return found


def facts_since(tool_ids: Iterable[int], oldest: datetime) -> dict[int, list[tuple[str, datetime]]]:
    """{tool: (label, when)} of the facts that changed, came or went since `oldest`. A recheck is no change."""
    came = Q(recorded_at__gt=oldest, since=None)
    gone = Q(superseded_at__gt=oldest) & WITHDRAWN
    rows = Fact.objects.filter(came | gone, tool__in=list(tool_ids)).order_by("attribute__position", "pk")
    found: dict[int, list[tuple[str, datetime]]] = {}
    for fact in rows.select_related("attribute"):
        at = fact.superseded_at if fact.was_withdrawn and fact.superseded_at else fact.recorded_at
        found.setdefault(fact.tool_id, []).append((fact.attribute.label, at))
    return found
