"""Make a clone ready to serve: tables, static files, and the demo catalogue on first use."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from comparisons.models import Underived
from tools.models import Edition

DEMO = settings.BASE_DIR / "fixtures" / "demo.json"


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        self.migrate()
        self.load_demo()
        self.build_static()
        self.say_where()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()) or Underived.objects.needed().exists():
            self.stdout.write("Making the tables.")
            call_command("migrate", verbosity=0)

    def load_demo(self) -> None:
        """Only a site that never held anything gets the demo: an editor's empty site stays empty."""
        if not Edition.objects.exists():
            self.stdout.write("Loading the demo catalogue.")
            call_command("import_catalog", str(DEMO), stdout=self.stdout)

    def build_static(self) -> None:
        """Hash and compress the static files, unless that was done for exactly these."""
        if not settings.STATIC_MANIFEST:
            return
        mark = Path(settings.STATIC_ROOT) / ".built-from"
        wanted = fingerprint(settings.BASE_DIR / "static")
        if mark.exists() and mark.read_text() == wanted:
            return
        self.stdout.write("Building the static files.")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(wanted)

    def say_where(self) -> None:
        self.stdout.write(f"\n  {settings.SITE_NAME} is at {settings.SITE_ORIGIN}/")
        self.stdout.write(f"  Start with {settings.SITE_ORIGIN}/compare/code-llama-4-vs-mistral-3-small")
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.stdout.write(
                f"  To edit: .venv/bin/python manage.py createsuperuser, then {settings.SITE_ORIGIN}/admin/"
            )
        self.stdout.write("")


def fingerprint(folder: Path) -> str:
    """Changes when a file below `folder`, or a library that brings its own, changes."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        stat = path.stat()
        digest.update(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    lock = settings.BASE_DIR / "requirements" / "base.txt"
    digest.update(lock.read_bytes() if lock.exists() else b"")
    return digest.hexdigest()
