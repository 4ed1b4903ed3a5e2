"""Django's migrate, which upgrades a site alone: what the new code derives otherwise is derived at its end.

One at a time: where several instances start at once, the others wait and find nothing left to do.
"""

import sys
from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from comparisons.index.turns import MIGRATING, in_turn
from comparisons.management.deriving import derive_waiting, found_words
from comparisons.models import Underived


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with in_turn(connection, MIGRATING):
            self.set_patience(connection, "SET statement_timeout = 0")  # an index over a large table takes longer
            try:
                super().handle(*args, **options)
                if options["database"] == DEFAULT_DB_ALIAS and not options["plan"] and is_whole(connection):
                    self.derive(only_look=options["check_unapplied"], quiet=not options["verbosity"])
            finally:
                self.set_patience(connection, "RESET statement_timeout")

    def derive(self, *, only_look: bool, quiet: bool) -> None:
        if not only_look:
            tell = (lambda line: None) if quiet else self.tell
            derive_waiting(tell)
            found_words(tell)
        elif Underived.objects.needed().exists():
            self.tell("The rows of tools wait to be derived.")
            sys.exit(1)

    def set_patience(self, connection: Any, statement: str) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def is_whole(connection: Any) -> bool:
    """Whether the tables are those of this code: not after a step back, nor while other apps wait for theirs."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
