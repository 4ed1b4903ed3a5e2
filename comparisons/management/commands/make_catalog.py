"""Write a made-up catalogue for load tests."""

from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comparisons.catalogue import bulk, output, synthetic
from comparisons.catalogue.rules import FORMAT


class Command(BaseCommand):
    help = "Write a valid, made-up catalogue file; the same for the same number and seed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="where to write it; not with --load")
        parser.add_argument("--tools", type=int, required=True, help="how many tools, with three facts each")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--load", action="store_true", help="put it straight into the database, with reviews")
        parser.add_argument("--reviews", action="store_true", help="four reviews for each tool")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["load"] == bool(options["file"]):
            raise CommandError("Give a file to write, or --load.")
        if options["load"]:
            bulk.load(options["tools"], options["seed"], self.tell)
        else:
            self.write(options)

    def tell(self, done: int) -> None:
        if done % 50_000 == 0:
            self.stderr.write(f"{done:,} tools")

    def write(self, options: dict[str, Any]) -> None:
        def tools(number: int) -> Any:
            return synthetic.tools(number, options["seed"], reviews=options["reviews"])

        slugs = [tool["slug"] for tool in islice(tools(min(options["tools"], 20)), 20)]
        try:
            with output.replacing(options["file"]) as file:
                output.write(
                    file.write,
                    [
                        ("format", FORMAT),
                        ("demo", True),
                        *((key, iter(entries)) for key, entries in synthetic.heads()),
                        ("tools", tools(options["tools"])),
                        ("matchups", iter(synthetic.matchups(slugs))),
                    ],
                )
        except OSError as error:
            self.stderr.write(f"{options['file']}: cannot be written: {error.strerror}")
            raise SystemExit(1) from None
