"""The open data: every public tool as one line of JSON, compressed, with a checksum. Made by a command, put in place
as a whole."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from comparisons.formats.answers import Data, tool_answer
from comparisons.formats.schemas import SCHEMAS
from comparisons.formats.site import site_at
from comparisons.models import Standing
from comparisons.moment import Moment
from comparisons.reading.profiles import HEAD, read_profiles, tallied
from comparisons.verdict.profile import Head

NAME, SUMS, SCHEMA = "tools.jsonl.gz", "sha256sums", "schema.json"
BATCH = 200


def folder() -> Path:
    return settings.MEDIA_ROOT / "data"


def lines(moment: Moment) -> Iterator[Data]:
    """Every public tool in the order of its id, read in batches; nothing of it stays in memory."""
    last, site = 0, site_at(moment)
    while True:
        rows = Standing.objects.filter(published_at__lte=moment.now, tool_id__gt=last).order_by("tool_id")
        heads = [Head(*row) for row in rows.values_list(*(f"tool__{column}" for column in HEAD))[:BATCH]]
        if not heads:
            return
        last = heads[-1].id
        read = read_profiles(heads, moment.today, None)
        counted = moment.with_tallies(head.id for head in heads)
        for profile in tallied([read[head.id] for head in heads], counted):
            yield tool_answer(profile, site, moment.today)


def write(moment: Moment) -> int:
    """Write the three files; how many tools they hold. The old ones serve until the new ones are whole."""
    folder().mkdir(parents=True, exist_ok=True)
    count, fresh = 0, folder() / f".{NAME}.{os.getpid()}"
    try:
        with fresh.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            for group in batched(lines(moment), BATCH):
                text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in group)
                packed.write(text.encode())
                count += len(group)
        put(SCHEMA, json.dumps(schema(), ensure_ascii=False, indent=1) + "\n")
        put(SUMS, f"{digest(fresh)}  {NAME}\n{digest(folder() / SCHEMA)}  {SCHEMA}\n")
        fresh.replace(folder() / NAME)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def put(name: str, text: str) -> None:
    fresh = folder() / f".{name}.{os.getpid()}"
    fresh.write_text(text)
    fresh.replace(folder() / name)


def schema() -> Data:
    """JSON Schema of one line."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/ToolAnswer",
        "components": {"schemas": SCHEMAS},
    }


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """What there is to fetch: (name, bytes) of each file, and when it was made."""

    files: tuple[tuple[str, int], ...]
    at: datetime
    sums: str

    @property
    def version(self) -> object:
        return self.files, self.at, self.sums


def opened(name: str) -> IO[Any] | None:
    try:
        return (folder() / name).open("rb")
    except FileNotFoundError:
        return None
