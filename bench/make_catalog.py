"""Write a made-up catalogue for load tests: the same for the same number and seed.

python -m bench.make_catalog --tools 1000 FILE      a valid file, with three facts a tool
python -m bench.make_catalog --tools 1000 --load    straight into the database, with reviews
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import django

from bench import synthetic
from comparisons.catalogue import output
from comparisons.catalogue.rules import FORMAT


def main(arguments: Sequence[str]) -> int:
    """Gives the exit code: 1 where the file cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m bench.make_catalog")
    parser.add_argument("file", type=Path, nargs="?", help="where to write it; not with --load")
    parser.add_argument("--tools", type=int, required=True, help="how many tools, with three facts each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--load", action="store_true", help="put it straight into the database, with reviews")
    parser.add_argument("--reviews", action="store_true", help="four reviews for each tool")
    options = parser.parse_args(arguments)
    if options.load == bool(options.file):
        parser.error("give a file to write, or --load")
    if options.load:
        return load(options.tools, options.seed)
    return write(options.file, options.tools, options.seed, reviews=options.reviews)


def load(number: int, seed: int) -> int:
    django.setup()
    from bench import fill  # its models exist only now

    fill.load(number, seed, tell)
    return 0


def tell(done: int) -> None:
    if done % 50_000 == 0:
        print(f"{done:,} tools", file=sys.stderr)


def write(file: Path, number: int, seed: int, *, reviews: bool) -> int:
    def tools(count: int) -> Iterator[dict[str, Any]]:
        return synthetic.tools(count, seed, reviews=reviews)

    slugs = [tool["slug"] for tool in islice(tools(min(number, 20)), 20)]
    parts: list[tuple[str, Any]] = [
        ("format", FORMAT),
        ("demo", True),
        *((key, iter(entries)) for key, entries in synthetic.heads()),
        ("tools", tools(number)),
        ("matchups", iter(synthetic.matchups(slugs))),
    ]
    try:
        with output.replacing(file) as stream:
            output.write(stream.write, parts)
    except OSError as error:
        print(f"{file}: cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
