"""Slugs and how they join into matchup paths: Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

MAX_SLUG = 60
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
JOINT = "-vs-"


def slug_from(name: str) -> str:
    """A slug for a name: accents dropped, everything else that is no letter or digit becomes one hyphen."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].rstrip("-")


def name_key(name: str) -> str:
    """What two spellings of one product name share: `Code Llama 4`, `code-llama 4` and `CodeLlama4` are one."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def website_key(address: str) -> str:
    """What two spellings of one full web address share. The path counts: vendors share a host between products."""
    try:
        parts = urlsplit(address.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # no address at all, or a port that cannot be
        return address.strip()
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def sub_names(text: str) -> Iterator[str]:
    """Every run of neighbouring parts of `text`, cut at `-vs-`: the names that could stand in it."""
    parts = text.split(JOINT)
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            yield JOINT.join(parts[start:end])


def ambiguous_path(names: Collection[str]) -> str | None:
    """A path that two different rows of `names` spell, or None if every path has one reading.

    This asks whether `names` is a uniquely decodable code over the parts between `-vs-` (Sardinas and Patterson, 1953).
    Only names that contain `-vs-`, and the names that occur in them, can make a difference.
    """
    code = {tuple(name.split(JOINT)) for name in names}
    # What is left over when one reading has run ahead of the other, with the path so far.
    ahead = {a[len(b) :]: a for a in code for b in code if len(a) > len(b) and a[: len(b)] == b}
    seen = dict(ahead)
    while ahead:
        following: dict[tuple[str, ...], tuple[str, ...]] = {}
        for rest, path in ahead.items():
            if rest in code:
                return JOINT.join(path)
            for word in code:
                if len(word) > len(rest) and word[: len(rest)] == rest:
                    left = word[len(rest) :]
                    following.setdefault(left, path + left)
                elif len(rest) > len(word) and rest[: len(word)] == word:
                    following.setdefault(rest[len(word) :], path)
        ahead = {rest: path for rest, path in following.items() if rest not in seen}
        seen |= ahead
    return None
