"""The words of an editor about a matchup: which of them stand, and what stands in their place. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from comparisons.verdict.basis import Basis, why_not
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.placeholders import filled, values_of
from comparisons.verdict.profile import Profile
from tools.plaintext import text_of

HEADLINE, BOTTOM_LINE = "headline", "bottom line"


def event_name(place: int) -> str:
    """`event 1`: what the first of the events is called."""
    return f"event {place}"


@dataclass(frozen=True, slots=True)
class Event:
    """What would change the verdict, what would follow, and what this rests on."""

    event: str
    consequence: str
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What an editor wrote about a matchup, each text with what was true then."""

    headline: str = ""
    headline_basis: Basis | None = None
    bottom_line_html: str = ""
    bottom_line_basis: Basis | None = None
    would_change: tuple[Event, ...] = ()

    def hidden(self, profiles: Sequence[Profile], bout: HeadToHead) -> dict[str, str]:
        """{which text: why it does not stand today}"""
        line = text_of(self.bottom_line_html)
        found = {
            HEADLINE: why_not(self.headline, self.headline_basis, profiles, bout, event=False),
            BOTTOM_LINE: why_not(line, self.bottom_line_basis, profiles, bout, event=False),
        }
        for place, one in enumerate(self.would_change, 1):
            words = f"{one.event}. {one.consequence}"
            found[event_name(place)] = why_not(words, one.basis, profiles, bout, event=True)
        return {name: why for name, why in found.items() if why}


@dataclass(frozen=True, slots=True)
class Said:
    """Those of an editor's words that stand; each may be empty."""

    headline: str = ""
    bottom_line_html: str = ""
    would_change: tuple[tuple[str, str], ...] = ()


NOTHING = Said()


def standing_words(written: Written | None, profiles: Sequence[Profile], bout: HeadToHead, *, past: bool) -> Said:
    """What a page, picture, mail or answer may say of `written`, with its placeholders filled: of a past day nothing,
    as it is not kept by day."""
    if written is None or past:
        return NOTHING
    hidden = written.hidden(profiles, bout)
    values = values_of([profile.name for profile in profiles], bout)
    unmarked = {name: value.replace("*", "") for name, value in values.items()}  # asterisks mark words of a headline
    return Said(
        "" if HEADLINE in hidden else filled(written.headline, unmarked),
        "" if BOTTOM_LINE in hidden else filled(written.bottom_line_html, values, escape),
        tuple(
            (filled(one.event, values), filled(one.consequence, values))
            for place, one in enumerate(written.would_change, 1)
            if event_name(place) not in hidden
        ),
    )


def written_of(fields: Mapping[str, Any]) -> Written:
    """From the columns of a matchup."""
    return Written(
        fields["headline"],
        fields["headline_basis"],
        fields["bottom_line_html"],
        fields["bottom_line_basis"],
        tuple(Event(item["event"], item["consequence"], item.get("basis")) for item in fields["would_change"]),
    )


def founded(now: Mapping[str, Any], before: Mapping[str, Any] | None, renewed: bool = False) -> dict[str, Any]:
    """The columns `now` with the bases that their words have from `before`; None where words are new, or `renewed`."""
    kept = {} if renewed or before is None else before

    def of(name: str) -> Basis | None:
        same = bool(now[name]) and kept.get(name) == now[name]
        return kept[f"{name}_basis"] if same else None

    events = {words_of(item): item.get("basis") for item in kept.get("would_change", ())}
    changes = [{**item, "basis": events.get(words_of(item))} for item in now["would_change"]]
    return {
        **now, "headline_basis": of("headline"), "bottom_line_basis": of("bottom_line"), "would_change": changes,
    }  # fmt: skip


def words_of(item: Mapping[str, Any]) -> tuple[Any, Any]:
    return item.get("event"), item.get("consequence")


def with_bases(fields: Mapping[str, Any], change: Callable[[Basis | None], Basis | None]) -> dict[str, Any]:
    """The columns with each of their bases changed."""
    bases = {name: change(fields[name]) for name in ("headline_basis", "bottom_line_basis")}
    changes = [{**item, "basis": change(item.get("basis"))} for item in fields["would_change"]]
    return {**fields, **bases, "would_change": changes}


def resting(fields: Mapping[str, Any], basis: Basis) -> dict[str, Any]:
    """The columns with this basis for all words that have none."""
    given = {name: fields[name] or (basis if fields[name.removesuffix("_basis")] else None)
             for name in ("headline_basis", "bottom_line_basis")}  # fmt: skip
    changes = [{**item, "basis": item.get("basis") or basis} for item in fields["would_change"]]
    return {**fields, **given, "would_change": changes}


def lacks(fields: Mapping[str, Any]) -> bool:
    """Whether some words have no basis yet."""
    texts = [fields[name] and not fields[f"{name}_basis"] for name in ("headline", "bottom_line")]
    return any(texts) or any(not item.get("basis") for item in fields["would_change"])
