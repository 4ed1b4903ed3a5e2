"""JSON from outside. Pure."""

import json
from typing import Any


def parse_json(data: bytes | str) -> Any:
    """What a JSON text says. Raises ValueError where it is none, is nested too deeply, or could not be written again:
    half a pair of a character beyond the first plane is no text, and NaN is no number. No database takes either."""
    try:
        found = json.loads(data)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return found
