"""What single fields of the catalogue may hold: functions from a JSON value to a clean one, or Wrong. No database."""

import json
import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from comparisons.verdict.placeholders import why_refused
from tools import markup
from tools.slugs import MAX_SLUG, SLUG

type Check = Callable[[object], Any]

# Control characters, characters that turn the direction of text, and halves of characters, which are no text.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
SLUG_PATTERN = re.compile(SLUG)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
MAX_LINES = 3
web_address = URLValidator(schemes=["https", "http"])
# Most addresses are as plain as this; asking Django's validator about each of 400,000 takes ten seconds more.
LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PLAIN_ADDRESS = re.compile(rf"https?://(?:{LABEL}\.){{1,3}}[a-z]{{2,60}}(?:[/?#][!-~]*)?")


NOWHERE = object()


class Wrong(ValueError):
    """The message says what was expected, in words that fit behind `expected `.

    `at` and `got` point into a list: which element, and what it is.
    """

    def __init__(self, wanted: str, *, at: str = "", got: object = NOWHERE) -> None:
        super().__init__(wanted)
        self.at = at
        self.got = got


def show(value: object) -> str:
    """A value as the end of an error message: short, on one line, harmless on a terminal."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Decimal):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=isinstance(value, str) and not value.isprintable())
    return text if len(text) <= 60 else f"{text[:56]}…{text[-1]}"


def text(limit: int, *, needed: bool = False) -> Check:
    """One line of at most `limit` characters; with `needed` it must say something, else null empties it."""
    wanted = f"a line of {'1' if needed else '0'} to {limit} characters"

    def check(value: object) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or len(value) > limit or (needed and not value.strip()):
            raise Wrong(wanted)
        if UNSAFE.search(value):
            raise Wrong(f"{wanted} without control characters")
        return value

    return check


def fillable(check: Check) -> Check:
    """The same for words that may hold placeholders, which must be known."""

    def checked(value: object) -> Any:
        found = check(value)
        if refused := why_refused(found or ""):
            raise Wrong(f"words whose placeholders are known. {refused.rstrip('.')}")
        return found

    return checked


def markdown(*, needed: bool = False) -> Check:
    def check(value: object) -> str:
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise Wrong("a text in Markdown")
        try:
            markup.check(value)
        except markup.Refused as refused:
            raise Wrong(f"a text that can be shown ({str(refused).rstrip('.')})") from refused
        return value

    return check


def slug(value: object) -> str:
    if isinstance(value, str) and len(value) <= MAX_SLUG and SLUG_PATTERN.match(value):
        return value
    raise Wrong(f"a slug of 1 to {MAX_SLUG} letters a to z, digits and single hyphens")


def slugs(value: object) -> list[str]:
    found = [] if value is None else a_list(value)
    for index, item in enumerate(found):
        try:
            slug(item)
        except Wrong as wrong:
            raise Wrong(str(wrong), at=f"[{index}]", got=item) from wrong
    return found


def address(limit: int) -> Check:
    """A full web address; null and the empty text mean none."""

    def check(value: object) -> str:
        if value in (None, ""):
            return ""
        if not isinstance(value, str) or len(value) > limit or not is_address(value):
            raise Wrong(f"a web address that starts with https://, {limit} characters at most")
        return value

    return check


def is_address(value: str) -> bool:
    if PLAIN_ADDRESS.fullmatch(value):
        return True
    try:
        web_address(value)
    except ValidationError:
        return False
    return not UNSAFE.search(value)


def choice(options: Collection[str], *, needed: bool = True) -> Check:
    wanted = " or ".join(f'"{option}"' for option in options)

    def check(value: object) -> str:
        if not needed and value in (None, ""):
            return ""
        if not isinstance(value, str) or value not in options:
            raise Wrong(wanted)
        return value

    return check


def whole(low: int, high: int) -> Check:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong(f"a whole number, {low} to {high}")
        if not low <= value <= high:
            raise Wrong(f"{low} to {high}")
        return value

    return check


def yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Wrong("true or false")


def day(*, latest: date | None = None, needed: bool = False) -> Check:
    """A date, not after `latest`; null empties it unless it is `needed`."""

    def check(value: object) -> date | None:
        if value is None and not needed:
            return None
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None:
            raise Wrong("a date such as 2026-11-01")
        if latest is not None and found > latest:
            raise Wrong(f"a date that is not in the future (today is {latest})")
        return found

    return check


def day_text(value: object) -> str:
    """A date that stays text."""
    return str(day(needed=True)(value))


def maybe(check: Check) -> Check:
    """The same, or null."""
    return lambda value: None if value is None else check(value)


def keyed(key: Check, value: Check) -> Check:
    """An object of which each key and each value passes its check."""

    def check(given: object) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise Wrong("an object")
        found = {}
        for name, item in given.items():
            try:
                found[key(name)] = value(item)
            except Wrong as wrong:
                raise Wrong(
                    str(wrong), at=f".{name}{wrong.at}", got=item if wrong.got is NOWHERE else wrong.got
                ) from wrong
        return found

    return check


def moment(value: object) -> datetime | None:
    """A moment with its zone, in UTC; null empties it."""
    if value is None:
        return None
    try:
        if isinstance(value, str) and MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Wrong("a moment with its zone such as 2026-11-01T09:00:00Z")


def a_list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    raise Wrong("a list")


def lines(value: object) -> str:
    """A list of short texts, stored one a line; null empties it."""
    found = [] if value is None else a_list(value)
    for index, item in enumerate(found):
        if not isinstance(item, str) or not item.strip() or item.splitlines() != [item] or UNSAFE.search(item):
            raise Wrong("a text on one line", at=f"[{index}]", got=item)
    if len(found) > MAX_LINES:
        raise Wrong(f"at most {MAX_LINES} lines")
    return "\n".join(item.strip() for item in found)


def beside(value: object) -> str:
    """The path of a file below the folder of the catalogue; null and the empty text mean none."""
    if value in (None, ""):
        return ""
    if isinstance(value, str) and not UNSAFE.search(value) and "\\" not in value:
        path = PurePosixPath(value)
        if not path.is_absolute() and ".." not in path.parts and path.parts:
            return str(path)
    raise Wrong("the path of a picture beside the catalogue such as logos/x.png")
