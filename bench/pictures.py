"""What a picture costs: CPU milliseconds when it is the first that a process draws, and again, and its bytes.

`python -m bench.pictures` measures the catalogue of the database that DATABASE_URL names. Each picture is first drawn
in a fork that has drawn nothing, as by a worker that has just started, then twice more.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import django

if TYPE_CHECKING:
    from comparisons.pictures.subjects import Shown

WANTED = "40,000 bytes, 60 ms"


class Cost(NamedTuple):
    """CPU milliseconds of the first drawing and of a later one, and the size of the file."""

    cold: float
    warm: float
    size: int


def report(environment: dict[str, str]) -> None:
    """Measure in a process of its own, which has drawn nothing yet."""
    command = [sys.executable, "-m", "bench.pictures"]
    done = subprocess.run(command, env=os.environ | environment, text=True, stdout=subprocess.PIPE)
    print(done.stdout, end="", flush=True)


def measure() -> None:
    print(f"\nPictures (wanted: at most {WANTED} of CPU)")
    print(f"{'':39}{'cold ms':>16}{'warm ms':>16}{'bytes':>18}")
    print(f"{'':39}{'  median     max' * 2}   median      max")
    worst: dict[str, Cost] = {}
    for kind, shown in groups():
        costs = {name: cost_of(picture) for name, picture in shown}
        columns: list[list[float]] = [list(column) for column in zip(*costs.values(), strict=True)]
        told = "".join(f"{statistics.median(column):8.1f}{max(column):8.1f}" for column in columns[:2])
        sizes = columns[2]
        print(f"{kind:34}{len(costs):5}{told}{statistics.median(sizes):9,.0f}{max(sizes):9,.0f}")
        worst |= costs
    slowest = max(worst, key=lambda name: worst[name].cold)
    print(f"Slowest: {slowest[:60]}, {worst[slowest].cold:.1f} ms as the first of a process")


def cost_of(picture: "Shown") -> Cost:
    cold, _ = in_a_fork(picture, 1)
    return Cost(cold, *in_a_fork(picture, 2))


def in_a_fork(picture: "Shown", times: int) -> tuple[float, int]:
    """Milliseconds and bytes of the last of so many drawings, by a process that has drawn nothing before."""
    from comparisons.pictures import fonts

    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        for kept in (fonts.coverage, fonts.bounds, fonts.font_of, fonts.fonted, fonts.drawable):
            kept.cache_clear()  # the names of the catalogue were looked at
        for _ in range(times):
            took, size = timed(picture)
        os.write(writing, f"{took} {size}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    said = os.read(reading, 100).decode().split()
    os.close(reading)
    os.close(writing)
    return float(said[0]), int(said[1])


def timed(picture: "Shown") -> tuple[float, int]:
    from comparisons.pictures.drawing import draw

    started = time.process_time()
    size = len(draw(picture))
    return (time.process_time() - started) * 1000, size


def groups() -> Iterator[tuple[str, list[tuple[str, "Shown"]]]]:
    """(what it is about, [(name, what is drawn)])"""
    from django.conf import settings
    from django.utils import timezone

    from comparisons.models import Matchup
    from comparisons.moment import moment_at
    from comparisons.pages.pictures import PAGES
    from comparisons.params.matchup import canonical
    from comparisons.pictures.subjects import ballot_of, face_of_tools
    from comparisons.reading.lookup import named as tools_in
    from comparisons.reading.profiles import heads_named, profiles_of
    from tests.comparisons.pictures.faces import ballot, face
    from tests.comparisons.pictures.names import ODD
    from tools.models import Tool

    moment = moment_at(timezone.now())
    public = Tool.objects.filter(published_at__lte=moment.now).order_by("slug")
    named = heads_named(list(public.values_list("slug", flat=True)[:200]), moment)
    profiles = profiles_of([head for head, _ in named.values()], moment)
    yield "tools", [(profile.name, ballot_of(profile, settings.SITE_NAME)) for profile in profiles]
    curated = [canonical(matchup.tools.values_list("slug", flat=True)) for matchup in Matchup.objects.all()[:100]]
    yield "curated matchups", [(text, face_of_tools(tools_in(text, moment).heads, moment)) for text in curated]
    yield "pages", [(name, build(moment)) for name, build in PAGES.items()]
    yield "odd names, one tool", [(name, ballot(name)) for name in ODD]
    yield "odd names, two tools", [(name, face(name, f"Code {name}")) for name in ODD]
    four = ((name, face(name, name, ODD[place - 1], ODD[place - 2])) for place, name in enumerate(ODD))
    yield "odd names, four tools", list(four)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    measure()
