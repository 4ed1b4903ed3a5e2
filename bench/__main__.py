"""make bench: how fast and how heavy the site is on this machine, as ratios in one run. Nothing here is a test.

The unit is a Django view that returns a constant, behind the same middleware, on the same server. Every row is run in
turn, round after round, so that a busy machine slows all of them; the table gives the median and the spread.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import mail, pictures
from bench.scale import at_scale
from bench.server import ROOT, Sample, fetch, load, manage, run, serving
from bench.votes import vote_on_postgres, vote_on_sqlite
from bench.weight import first_visit
from tests.plugin import start_postgres

HERO = "/compare/code-llama-4-vs-mistral-3-small"
DEMO = ROOT / "fixtures" / "demo.json"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    path: str
    headers: dict[str, str]
    paths: Path | None = None
    wanted: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--tools", type=int, default=1000, help="tools in the synthetic catalogue")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each row in each round")
    parser.add_argument("--votes", type=int, default=15, help="seconds of votes on SQLite")
    parser.add_argument("--large", action="store_true", help="also import 100,000 tools with 3 facts each")
    parser.add_argument(
        "--scale", type=int, metavar="N", help="only time the database among N tools with four reviews each"
    )
    given = parser.parse_args()
    if given.scale:
        at_scale(given.scale)
        return
    url, stop = start_postgres()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    environment = {"DATABASE_URL": url, "DEBUG": "0", "STATIC_MANIFEST": "1", "MEDIA_ROOT": str(folder)}
    try:
        slugs = fill(given.tools, folder, environment)
        with serving(environment) as pid:
            measure(rows_of(slugs, folder), given.rounds, given.seconds, pid)
            weigh()
        count_statements(environment)
        pictures.report(environment)
        answer_hostile(environment)
        vote_on_postgres(environment, given.rounds, given.seconds)
        vote_on_sqlite(folder, given.votes)
        send_mail(folder, given.large)
        if given.large:
            import_large(folder, environment)
    finally:
        stop()


def fill(tools: int, folder: Path, environment: dict[str, str]) -> list[str]:
    """A database with the demo and a synthetic catalogue with reviews; the slugs of the synthetic tools."""
    manage("migrate", "-v", "0", environment=environment)
    manage("collectstatic", "--noinput", "--clear", "-v", "0", environment=environment)
    file = folder / "catalogue.json"
    run(
        "-m",
        "bench.make_catalog",
        "--tools",
        str(tools),
        "--seed",
        "1",
        "--reviews",
        str(file),
        environment=environment,
    )
    manage("import_catalog", str(DEMO), environment=environment)
    manage("import_catalog", str(file), environment=environment)
    listing = "from tools.models import Tool; print('\\n'.join(Tool.objects.values_list('slug', flat=True)))"
    return manage("shell", "-v", "0", "-c", listing, environment=environment).split()


def rows_of(slugs: list[str], folder: Path) -> list[Row]:
    """Distinct pairs are drawn at random, far more than a run asks for, so that no page is asked for twice."""
    draw = random.Random(1)
    pairs = {tuple(sorted(draw.sample(slugs, 2))) for _ in range(100_000)}
    file = folder / "pairs.txt"
    file.write_text(
        "\n".join(f"/compare/{one}-vs-{other}" for one, other in sorted(pairs, key=lambda _: draw.random()))
    )
    _, headers = fetch(HERO)
    identity, brotli = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "br"}
    return [
        Row("hello: a constant, same middleware", "/bench/hello", identity, wanted="100 %"),
        Row("compare, distinct pairs, identity", "/", identity, file, "6 %, aim 12 %"),
        Row("compare, distinct pairs, brotli", "/", brotli, file),
        Row("compare, the same page again, brotli", HERO, brotli, wanted="25 %"),
        Row("compare, 304", HERO, {"If-None-Match": headers["etag"]}, wanted="25 %"),
        Row("tool page, the same again, brotli", "/tools/n8n", brotli),
    ]


def measure(rows: list[Row], rounds: int, seconds: int, pid: int) -> None:
    pairs = rows[1].paths
    load(pid, 3 * seconds, "/", {"Accept-Encoding": "identity"}, pairs)  # profiles are read once, then kept
    samples: dict[str, list[Sample]] = {row.name: [] for row in rows}
    for _ in range(rounds):
        for row in rows:
            samples[row.name].append(load(pid, seconds, row.path, row.headers, row.paths))
    hello = statistics.median(sample.per_second for sample in samples[rows[0].name])
    hello_cpu = statistics.median(sample.cpu_ms for sample in samples[rows[0].name])
    print(f"\nRequests per second, one worker on one core, PostgreSQL, {rounds} interleaved rounds of {seconds} s")
    print(f"{'':40}{'median':>9}{'lowest':>9}{'highest':>9}{'of hello':>10}{'CPU ms':>9}{'by CPU':>9}  wanted")
    for row in rows:
        seen = sorted(sample.per_second for sample in samples[row.name])
        cpu = statistics.median(sample.cpu_ms for sample in samples[row.name])
        middle = statistics.median(seen)
        failed = sum(sample.failed for sample in samples[row.name])
        print(
            f"{row.name:40}{middle:9.0f}{seen[0]:9.0f}{seen[-1]:9.0f}{middle / hello:10.1%}{cpu:9.3f}"
            f"{hello_cpu / cpu:9.1%}  {row.wanted}{f'  {failed} FAILED' if failed else ''}"
        )


def weigh() -> None:
    print("\nFirst visit, bytes (wanted: at most 60,000 sent, page at most 70,000 uncompressed)")
    for path in (HERO, "/tools/n8n", "/", "/compare/adobe-firefly-vs-flux-1-vs-ideogram-vs-midjourney"):
        for encoding in ("br", "gzip"):
            weight = first_visit(path, encoding)
            sent = f"{weight.page_sent:7} sent{weight.all_sent:8} in all, {weight.files} files"
            print(f"{path:60}{encoding:6}{weight.page:8} page{sent}")


def count_statements(environment: dict[str, str]) -> None:
    """Statements of a compare page whose tools nobody asked for before (wanted: at most 5)."""
    code = "from bench.statements import report; report()"
    print("\n" + manage("shell", "-v", "0", "-c", code, environment=environment), end="")


def answer_hostile(environment: dict[str, str]) -> None:
    """The slowest answers to hostile texts (wanted: at most 1 s)."""
    code = "from bench.naughty import report; report(20)"
    print("\n" + manage("shell", "-v", "0", "-c", code, environment=environment), end="")


def send_mail(folder: Path, large: bool) -> None:
    """An issue to a mail server on loopback, on both databases, each empty."""
    print("\nNewsletter, a mail server on loopback in a process of its own")
    url, stop = start_postgres()
    try:
        for database, recipients, connections, wanted in (
            (url, 100_000 if large else 10_000, 8, "400/s, aim 1,000; 100,000 frozen in 30 s; 300 MB"),
            (f"sqlite:///{folder / 'mail.sqlite3'}", 2_000, 4, "100/s"),
        ):
            environment = {"DATABASE_URL": database}
            manage("migrate", "-v", "0", environment=environment)
            mail.report(environment, recipients, connections, wanted)
    finally:
        stop()


def import_large(folder: Path, environment: dict[str, str]) -> None:
    file = folder / "large.json"
    run("-m", "bench.make_catalog", "--tools", "100000", "--seed", "2", str(file), environment=environment)
    started = time.monotonic()
    manage("import_catalog", str(file), environment=environment)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nImport of 100,000 tools with 3 facts each: {time.monotonic() - started:.0f} s, {peak:.0f} MB at most "
          "(wanted: 120 s, 500 MB)")  # fmt: skip
    count_statements(environment)


if __name__ == "__main__":
    main()
