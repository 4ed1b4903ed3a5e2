"""Write a filled database of this release for each engine: what later releases prove their upgrade with.

    .venv/bin/python -m tests.releases.make tests/releases/NAME

It holds four tools with history, votes, a visitor's list and its link, subscribers, an issue and an editor. Run it on the
code of the release itself, when it is made, and never again for that release. NAME is its number; `2026-11-24` is of the
day before releases had numbers.
"""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from tests.plugin import SETTINGS, find_programs, start_postgres

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOOLS = ("chatgpt", "claude", "cursor", "windsurf")
VISITOR = "0123456789abcdef0123456789abcdef"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "site.sqlite3"
        fill(f"sqlite:///{file}")
        (folder / "sqlite.gz").write_bytes(of_sqlite(file))
    url, stop = start_postgres()
    try:
        fill(url)
        (folder / "postgres.sql").write_text(of_postgres(url))
    finally:
        stop()


def fill(url: str) -> None:
    environment = os.environ | SETTINGS | {"DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
    code = "from tests.releases.make import fill_here; fill_here()"
    subprocess.run([sys.executable, "manage.py", "shell", "-v", "0", "-c", code], cwd=ROOT, env=environment, check=True)


def of_sqlite(file: Path) -> bytes:
    """The file itself: its search tables do not survive as statements."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode=DELETE")
    database.execute("VACUUM")
    database.close()
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def of_postgres(url: str) -> str:
    """Without what only some versions of the server and of its client understand."""
    command = [str(find_programs() / "pg_dump"), "--no-owner", "--no-acl", "--rows-per-insert=50", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    text = re.sub(r"^(\\|SET |--|SELECT pg_catalog\.set_config).*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{2,}", "\n", text)


def catalogue() -> Any:
    """The four tools out of the demo, with a panel of three and a discontinued tool."""
    whole = json.loads((ROOT / "fixtures" / "demo.json").read_text())
    tools = [tool for tool in whole["tools"] if tool["slug"] in TOOLS]
    for tool in tools:
        tool["logo"] = None
        if tool["slug"] == "cursor":
            del tool["reviews"][-1]
        if tool["slug"] == "windsurf":
            tool["discontinued_on"] = "2026-11-20"
    used = {tool["category"] for tool in tools}
    return {
        **whole,
        "categories": [one for one in whole["categories"] if one["slug"] in used],
        "attributes": [one for one in whole["attributes"] if one.get("category") in {None, *used}],
        "tools": tools,
        "matchups": [one for one in whole["matchups"] if set(one["tools"]) <= set(TOOLS)],
    }


def fill_here() -> None:
    """Fill the database of the settings, through the verbs of the site. Time stands still."""
    # imported here: this file is read without settings, too
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from tests import build
    from tests.newsletter.build import publish_issue, subscribe
    from tools.models import Tool
    from votes.models import Bookmark, ListLink, Visitor

    with mock.patch("django.utils.timezone.now", lambda: NOW), tempfile.TemporaryDirectory() as scratch:
        given = catalogue()
        file = Path(scratch) / "catalogue.json"
        for price in (18, 20):  # the second supersedes the first, and withdraws a fact
            for tool in given["tools"]:
                fact = next(fact for fact in tool["facts"] if fact["attribute"] == "entry-price")
                fact["value"] = {"amount": price, "currency": "USD", "per": "month"}
            file.write_text(json.dumps(given))
            call_command("import_catalog", str(file), stdout=sys.stderr)
        for place, tool in enumerate(Tool.objects.order_by("slug")):
            build.votes(tool, ship=5 + place, skip=2, now=NOW)
        build.vote(Tool.objects.get(slug="claude"), number=VISITOR, now=NOW)
        visitor = Visitor.objects.latest("pk")
        Bookmark.objects.keep(visitor.pk, ["/tools/claude", "/compare/chatgpt-vs-claude"], NOW)
        ListLink.objects.open(visitor.pk, NOW)
        subscribe("reader@example.org", NOW)
        publish_issue("2026-w47", NOW)
        User.objects.create_superuser("editor", "editor@example.org", "only-in-the-tests-of-upgrades")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
