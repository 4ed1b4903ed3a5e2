"""Write the open data that /data offers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comparisons.catalogue.exporter import snapshot
from comparisons.formats import dump
from comparisons.moment import moment_at


class Command(BaseCommand):
    help = "Write every public tool as JSON Lines, with checksum and schema, to MEDIA_ROOT/data; say how many."

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot():
            count = dump.write(moment_at(timezone.now()))
        self.stdout.write(f"Written: {count} tools in {dump.folder() / dump.NAME}.")
