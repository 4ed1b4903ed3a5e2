"""Processes of the site on a database of their own: commands as an operator types them."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """Processes of the site on one database."""

    def __init__(self, database: str, mail: str) -> None:
        self.env = {
            **os.environ, "DATABASE_URL": database, "EMAIL_URL": mail, "HOST_ID": "one", "MAIL_FROM": "news@example.com",
            "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        process = self.start(*arguments)
        output = process.communicate(timeout=120)[0]
        assert process.returncode == code, output
        return output

    def call(self, function: str) -> str:
        code = f"from tests.newsletter import crash; crash.{function}"
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {code}"], cwd=ROOT, env=self.env,
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return str(done.stdout)

    def told(self) -> dict[str, Any]:
        """What the ledger and the list of subscribers say."""
        found: dict[str, Any] = json.loads(self.call("ledger()"))
        return found

    def ledger(self) -> tuple[Counter[str], dict[str, str]]:
        found = self.told()
        return Counter(state for state, _ in found["rows"]), {message_id: state for state, message_id in found["rows"]}


def make_site(folder: Path, mail: str) -> Site:
    """A migrated database, and mail that goes to this address. For tests with transaction=True."""
    if connection.vendor == "postgresql":
        kept = connection.settings_dict
        host = kept["HOST"] or kept["OPTIONS"].get("host", "")
        connection.close()
        return Site(f"postgres://{kept['USER']}@/{kept['NAME']}?host={host}", mail)
    site = Site(f"sqlite:///{folder / 'site.sqlite3'}", mail)
    site.run("migrate", "--verbosity", "0")
    return site
