"""JSON objects against a table of checks, and the errors with their paths. No database."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from comparisons.catalogue import fields
from comparisons.catalogue.fields import Check, Wrong, show
from comparisons.catalogue.reader import Repeated


class Problems:
    """The errors of a file, handed on one at a time as they are found, and counted."""

    def __init__(self, emit: Callable[[str], object]) -> None:
        self.emit = emit
        self.count = 0

    def add(self, path: str, message: str) -> None:
        self.count += 1
        self.emit(f"{path}: {message}")

    def expected(self, path: str, wanted: object, got: object) -> None:
        self.add(path, f"expected {wanted}, got {show(got)}")


def below(path: str, key: str) -> str:
    """The path of a member. Keys that are no plain words are quoted."""
    plain = key.isascii() and key.replace("_", "a").replace("-", "a").isalnum()
    name = key if plain and len(key) <= 40 else f"[{json.dumps(key[:40])}]"
    return f"{path}.{name}" if path and not name.startswith("[") else f"{path}{name}"


def read_object(
    raw: object, path: str, checks: Mapping[str, Check], problems: Problems, needed: Collection[str] = ()
) -> dict[str, Any] | None:
    """The clean fields of a JSON object; None if it is none. Fields with errors are left out."""
    if not isinstance(raw, dict):
        problems.expected(path, "an object", raw)
        return None
    for key in raw.keys_again if isinstance(raw, Repeated) else ():
        problems.add(below(path, key), "expected once, got the same key again")
    found = {}
    for key, value in raw.items():
        check = checks.get(key)
        if check is None:
            problems.add(below(path, key), f"expected one of {', '.join(checks)}, got an unknown key")
            continue
        try:
            found[key] = check(value)
        except Wrong as wrong:
            got = value if wrong.got is fields.NOWHERE else wrong.got
            problems.expected(f"{path}.{key}{wrong.at}", wrong, got)
    for key in needed:
        if key not in raw:
            problems.add(f"{path}.{key}", "expected a value, got nothing")
    return found
