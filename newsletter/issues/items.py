"""What identifies the parts of an issue, wherever an editor moves them and whatever their words become. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def with_ids(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items, each with an id of its own; those of issues from before items had ids get one from their words."""
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for item in items:
        name = str(item.get("id") or made_up(item))
        while name in taken:
            name += "-again"
        taken.add(name)
        found.append({**item, "id": name})
    return found


def made_up(item: Mapping[str, Any]) -> str:
    """The same words give the same id, so that two copies of a page agree before either is saved."""
    words = json.dumps([item.get(key, "") for key in ("kind", "path", "title", "line")])
    return f"{item.get('kind', 'item')}-{hashlib.blake2b(words.encode(), digest_size=6).hexdigest()}"


def card_id(card: Mapping[str, Any]) -> str:
    """What identifies a match-up on the card: the tools in its address."""
    return str(card["path"]).rsplit("/", 1)[-1]
