"""Imports a catalogue file: check all of it, then write all of it.

The check writes nothing to the database. What would change goes to a temporary file, with the texts rendered, so that
the import itself is short and does nothing that can be wrong. It is one transaction, and it refuses to run if an editor
changed the site since the check began.
"""

import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import IO, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from comparisons.catalogue.definitions import DefinitionPlan
from comparisons.catalogue.matching import MatchupPlan
from comparisons.catalogue.objects import Problems
from comparisons.catalogue.planning import ToolPlan
from comparisons.catalogue.reader import Catalogue
from comparisons.catalogue.rendering import Renderers
from comparisons.catalogue.walking import Counts, Invalid, Walk, survey
from comparisons.catalogue.writer import ToolWriter, write_attributes, write_categories, write_matchups
from comparisons.index.turns import be_patient
from tools.logos import remove
from tools.markup import Refused
from tools.models import Edition

type Progress = Callable[[str, int], object]
# Batches that are rendered while the next ones are judged.
AHEAD = 2


class Changed(Exception):
    """An editor changed the site between check and import."""


class Batch(NamedTuple):
    """Plans of one kind with their rendered texts by JSON path."""

    plans: Sequence[ToolPlan] | Sequence[MatchupPlan]
    html: dict[str, str]


class Judge:
    """The sink of a check: has the texts rendered and keeps what an import must write in `file`."""

    def __init__(self, file: IO[bytes], problems: Problems, renderers: Renderers) -> None:
        self.file = file
        self.problems = problems
        self.renderers = renderers
        self.waiting: deque[tuple[Batch, list[str], Iterator[str | Refused]]] = deque()

    def definitions(self, plan: DefinitionPlan) -> None:
        self.keep(plan)

    def tools(self, plans: Sequence[ToolPlan]) -> None:
        self.take(plans)

    def matchups(self, plans: Sequence[MatchupPlan]) -> None:
        self.take(plans)

    def take(self, plans: Sequence[ToolPlan] | Sequence[MatchupPlan]) -> None:
        if plans and not self.problems.count:  # with an error nothing will be written
            texts = {path: text for plan in plans for path, text in plan.texts().items()}
            self.waiting.append((Batch(plans, {}), list(texts), self.renderers.start(list(texts.values()))))
            self.keep_rendered(leave=AHEAD)

    def keep_rendered(self, leave: int = 0) -> None:
        """Keep the batches whose texts are rendered, all but the last few."""
        while len(self.waiting) > leave:
            batch, paths, rendered = self.waiting.popleft()
            for path, html in zip(paths, rendered, strict=True):
                if isinstance(html, Refused):
                    self.problems.add(path, f"expected a text that can be shown ({str(html).rstrip('.')})")
                else:
                    batch.html[path] = html
            self.keep(batch)

    def keep(self, thing: DefinitionPlan | Batch) -> None:
        pickle.dump(thing, self.file, pickle.HIGHEST_PROTOCOL)


def run(
    catalogue: Catalogue, *, now: datetime, problems: Problems, progress: Progress, dry_run: bool = False
) -> Counts:
    """Import a catalogue; returns what changed, or would. Raises BrokenFile, Invalid, Changed: then nothing did."""
    top = survey(catalogue, problems)
    with tempfile.TemporaryFile() as file:
        version = edition()
        walk = Walk(catalogue, top, timezone.localdate(now), problems, lambda tools: progress("checked", tools))
        with Renderers() as renderers:
            judge = Judge(file, problems, renderers)
            counts = walk.run(judge)
            judge.keep_rendered()
        if problems.count:
            raise Invalid
        if top.demo is not None and top.demo != Edition.objects.filter(demo=True).exists():
            counts["demo mark", "set" if top.demo else "cleared"] = 1
        if counts and not dry_run:
            file.seek(0)
            write(file, top.demo, now, version, progress)
    return counts


def edition() -> list[int]:
    """The version of the site, in a list that is empty on a site that never held anything; locked in a transaction."""
    rows = Edition.objects.all()
    if connection.in_atomic_block:
        rows = rows.select_for_update()
    return list(rows.values_list("version", flat=True))


def write(file: IO[bytes], demo: bool | None, now: datetime, checked: list[int], progress: Progress) -> None:
    """The import proper. New pictures are removed again when it fails; replaced ones stay for pages kept in caches."""
    pictures: list[str] = []
    try:
        with transaction.atomic():
            be_patient()
            if edition() != checked:
                raise Changed
            version = Edition.bump()
            if demo is not None:
                Edition.objects.update(demo=demo)
            write_batches(file, ToolWriter(now=now, version=version, pictures=pictures), progress)
    except BaseException:
        for name in pictures:
            remove(name)
        raise


def write_batches(file: IO[bytes], writer: ToolWriter, progress: Progress) -> None:
    definitions: DefinitionPlan = pickle.load(file)
    write_categories(definitions.categories, writer.version)
    write_attributes(definitions.attributes, writer.version)
    writer.look_up()
    written = 0
    for batch in batches(file):
        tools = [plan for plan in batch.plans if isinstance(plan, ToolPlan)]
        writer.write(tools, batch.html)
        matchups = [plan for plan in batch.plans if isinstance(plan, MatchupPlan)]
        write_matchups(matchups, batch.html, timezone.localdate(writer.now))
        if tools:
            written += len(tools)
            progress("written", written)


def batches(file: IO[bytes]) -> Iterator[Batch]:
    while True:
        try:
            batch: Batch = pickle.load(file)
        except EOFError:
            return
        yield batch
