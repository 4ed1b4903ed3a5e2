"""What the columns of somebody's list of subscribers mean: who is on it, since when, and who left. Pure.

Nobody who left may be confirmed because a column was overlooked. So a column that may say it and is not known here
refuses the whole file, and a word that says it refuses its line in whatever column it stands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Standing(IntEnum):
    """How somebody stands to a list. Where two columns differ, the greater one holds."""

    LISTED = 0
    UNCONFIRMED = 1
    LEFT = 2
    BOUNCED = 3
    COMPLAINED = 4
    BLOCKED = 5


# Names are compared in lower case, a space for each run of spaces, hyphens and underscores. The first one counts.
ADDRESS = ("email", "email address", "e mail", "e mail address", "subscriber email", "address")
CONFIRMED = (
    "confirmed at", "confirm time", "confirmation time", "confirmed on",
    # Without a time of confirmation, when they signed up: with services that only list who confirmed, the same day.
    "optin time", "opted in at", "subscribed at", "subscribe date", "subscription date", "subscribed on", "signup date",
    "sign up date", "signed up at", "created at", "creation date", "date added",
)  # fmt: skip
STATUS = (
    "status", "subscription status", "subscriber status", "member status", "email status", "subscriber type", "state",
)  # fmt: skip
# Columns that say no of who left.
WANTED = ("subscribed to emails", "enabled", "subscribed", "accepts marketing", "receives emails")
# About paying, which is another matter: Substack, Ghost.
UNRELATED = {"active subscription", "complimentary plan"}
# Columns that say yes or no, or since when.
SINCE_NAMES = {
    Standing.LEFT: "unsubscribed, unsubscribed at, unsubscribed on, unsubscribe time, unsub time, opted out, "
    "opted out at, opt out, optout time, email disabled, deleted at, suppressed, suppressed at",
    Standing.BOUNCED: "bounced, bounced at, hard bounced, cleaned, cleaned at, clean time",
    Standing.COMPLAINED: "complained, complained at, complaint at",
    Standing.BLOCKED: "blocked, blocked at",
}
# Beside a time of leaving, some services say why.
REASONS = re.compile(r"(unsub|clean)( campaign (title|id)| reason( other)?)")
SUSPICIOUS = re.compile(
    r"unsub|opt(ed)? ?out|status|bounc|clean|complain|spam|abuse|suppress|block|blacklist|delet|remov|cancel|inactive"
    r"|disabled|enabled|do not|invalid|undeliver|accepts|permission|gdpr|consent$|opt(ed)? ?in$"
    r"|^(is |email )?active|^(is )?(subscribed|confirmed)( to .*)?$"
)
STATUS_WORDS = {
    Standing.LISTED: "subscribed, confirmed, active, enabled, opted in, regular",
    Standing.UNCONFIRMED: "unconfirmed, not confirmed, pending, unactivated, non subscribed, nonsubscribed, "
    "validating, needs attention",
    Standing.LEFT: "unsubscribed, unsubscribe, opted out, opt out, left, cancelled, canceled, inactive, disabled, "
    "removed, deleted, archived, suppressed",
    Standing.BOUNCED: "cleaned, bounced, bounce, hard bounced, hard bounce, invalid, undeliverable",
    Standing.COMPLAINED: "complained, complaint, spam, marked as spam, abuse",
    Standing.BLOCKED: "blocked, blocklisted, blacklisted",
}
SINCE = {name: standing for standing, names in SINCE_NAMES.items() for name in names.split(", ")}
WORDS = {word: standing for standing, words in STATUS_WORDS.items() for word in words.split(", ")}
YES = {"yes", "y", "true", "t", "1", "x"}
NO = {"", "no", "n", "false", "f", "0", "null", "none", "never"}


@dataclass(frozen=True, slots=True)
class Column:
    place: int  # from 0
    name: str  # as the file spells it

    def of(self, row: list[str]) -> str:
        return row[self.place].strip() if self.place < len(row) else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column says what. `others` say nothing that is kept."""

    count: int
    address: Column
    confirmed: Column | None
    status: Column | None
    since: tuple[tuple[Column, Standing], ...]
    wanted: Column | None
    others: tuple[Column, ...]

    def __str__(self) -> str:
        used = [f"{self.address.name} (address)"]
        used += [f"{column.name} (consent)" for column in [self.confirmed] if column]
        leaving = [self.status, self.wanted, *(pair[0] for pair in self.since)]
        used += [f"{column.name} (who left)" for column in leaving if column]
        unused = f"; not used: {', '.join(column.name for column in self.others)}" if self.others else ""
        return f"columns read: {', '.join(used)}{unused}"


def fold(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.lstrip("\ufeff")).strip().lower()


def read_header(names: Iterable[str], *, gone: bool = False) -> Columns:
    """The columns of a list, by the names in its first line. Raises ValueError that names a wrong one.

    `gone`: it is a list of people who left, who need no time of consent.
    """
    columns = [Column(place, shown(name, place)) for place, name in enumerate(names)]
    by_name: dict[str, Column] = {}
    for column in columns:
        if by_name.setdefault(fold(column.name), column) is not column:
            raise ValueError(f"line 1: the column {column.name} stands twice")
    address, confirmed, status, wanted = (first(by_name, known) for known in (ADDRESS, CONFIRMED, STATUS, WANTED))
    since = tuple((by_name[name], standing) for name, standing in SINCE.items() if name in by_name)
    named = ", ".join(column.name for column in columns) or "nothing"
    if address is None:
        raise ValueError(f"line 1: expected the columns email,confirmed_at; found {named[:200]}")
    if confirmed is None and status is None and not since and not gone:
        raise ValueError(f"line 1: expected a column confirmed_at with the time of consent; found {named[:200]}")
    used = {address, confirmed, status, wanted, *(column for column, _ in since)}
    others = tuple(column for column in columns if column not in used)
    for column in others:
        refuse_unknown(fold(column.name), column, bool(since))
    return Columns(len(columns), address, confirmed, status, since, wanted, others)


def refuse_unknown(folded: str, column: Column, times: bool) -> None:
    if folded in UNRELATED:
        return
    if SUSPICIOUS.search(folded) and not (times and REASONS.fullmatch(folded)):
        raise ValueError(
            f"line 1: the column {column.name} may say who must not be mailed, and what it means is not known. "
            "Take it out of the file, or call it status or unsubscribed_at if that is what it says"
        )


def shown(name: str, place: int) -> str:
    return name.lstrip("\ufeff").strip()[:60] or f"number {place + 1}"


def first(by_name: dict[str, Column], known: Iterable[str]) -> Column | None:
    return next((by_name[name] for name in known if name in by_name), None)


def says(column: Column, row: list[str]) -> Standing:
    """What a column of statuses says. Raises ValueError with the words that are known."""
    found = WORDS.get(fold(column.of(row)))
    if found is None:
        raise ValueError(
            f"{column.name}: expected a word such as subscribed, unsubscribed or bounced, got {column.of(row)[:40]!r}"
        )
    return found


def check_others(columns: Columns, row: list[str]) -> None:
    """Refuse a line that may say elsewhere that somebody left. Raises ValueError that names the column."""
    if any(cell.strip() for cell in row[columns.count :]):
        raise ValueError("more cells than the first line has names")
    for column in columns.others:
        if WORDS.get(fold(column.of(row)), Standing.LISTED) is not Standing.LISTED:
            raise ValueError(
                f"{column.name} says {column.of(row)!r}: if that is their status, call the column status; "
                "if not, take the column out"
            )
