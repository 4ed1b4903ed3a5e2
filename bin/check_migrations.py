"""Hold the rules of migrations: the release before goes on writing to the new tables, and every step can be taken back.

    python bin/check_migrations.py     print what breaks a rule; exit code 1 if anything does

The rules are those of docs/migrations.md. They hold for every migration after FIRST. Of statements in SQL only those
that drop or rename are seen; tests/releases looks at the tables themselves.
"""

import inspect
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import django
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import AutoField, Field, GeneratedField, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

ROOT = Path(__file__).resolve().parents[1]
# What the release of 24 November ended with; its own tables were made without these rules.
FIRST = {
    "tools": "0003_changes",
    "reviews": "0002_changes",
    "votes": "0001_initial",
    "comparisons": "0005_popularity",
    "newsletter": "0002_forgotten",
}
# {what breaks a rule, as the check names it: why it may}. One that nothing needs any more is a fault itself.
EXCEPTIONS = {
    "comparisons.0007_lists: AddField standing.opinions": "0008, in the same release, gives it its default",
    "comparisons.0006_names: DROP COLUMN": "its reverse drops what it adds",
}
# They change nothing that a release writes or reads by name.
HARMLESS = (
    migrations.CreateModel, migrations.AddIndex, migrations.RemoveIndex, migrations.RenameIndex,
    migrations.AlterModelOptions, migrations.AlterModelManagers,
)  # fmt: skip
REMOVALS = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel,
    migrations.AlterModelTable,
)  # fmt: skip
REMOVED_IN_SQL = re.compile(r"\bDROP\s+(?:COLUMN|TABLE)\b|\bRENAME\s+(?:COLUMN|TO)\b", re.IGNORECASE)
NOT_OPTIONAL = "it needs a db_default, or null: the release before leaves it out"
TWO_RELEASES = "the release before still uses it: let one release stop using it and the next one remove it"
# Arguments of a field that the database does not know of.
PYTHON_ONLY = {*Field.non_db_attrs, "default", "decoder", "encoder", "storage", "upload_to"} - {"db_column"}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = faults(MigrationLoader(None), FIRST, EXCEPTIONS)
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


def faults(loader: MigrationLoader, first: Mapping[str, str], exceptions: Mapping[str, str]) -> list[str]:
    """What breaks a rule, a line each: the operation and why."""
    broken: dict[str, str] = {}
    for key in planned(loader):
        app, name = key
        if (ROOT / app).is_dir() and name > first.get(app, ""):
            migration = loader.disk_migrations[key]
            source = inspect.getsource(sys.modules[migration.__module__])
            judgement = [*judged(migration, loader.project_state([key], at_end=False)), *removed_in_sql(source)]
            broken |= {f"{app}.{name}: {what}": why for what, why in judgement}
    found = [f"{what}: {why}" for what, why in broken.items() if what not in exceptions]
    return found + [f"{what}: this exception is not needed" for what in exceptions if what not in broken]


def planned(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Every migration, each after those that it needs."""
    order: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        order |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    return list(order)


def judged(migration: migrations.Migration, state: ProjectState) -> Iterator[tuple[str, str]]:
    """(operation, why it breaks a rule), from the state before the migration."""
    if not migration.atomic:
        yield "atomic = False", "where it breaks off, half of it stays"
    born: set[str] = set()
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            born.add(operation.name.lower())
        if why := fault(operation, migration.app_label, state, born):
            yield said(operation), why
        operation.state_forwards(migration.app_label, state)


def removed_in_sql(source: str) -> Iterator[tuple[str, str]]:
    """(statement, why it breaks a rule) in the text of a migration."""
    for found in REMOVED_IN_SQL.findall(source):
        yield " ".join(found.upper().split()), TWO_RELEASES


def fault(operation: Operation, app: str, state: ProjectState, born: set[str]) -> str:
    """Why an operation breaks a rule, empty where it does not. Tables `born` in the same migration nobody knows yet."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return of_both(operation, app, state, born)
    if isinstance(operation, migrations.RunPython):
        return "" if operation.reversible else "it has no reverse"
    if isinstance(operation, HARMLESS) or getattr(operation, "model_name", "").lower() in born:
        return ""
    if isinstance(operation, REMOVALS):
        return TWO_RELEASES
    if isinstance(operation, migrations.AddField):
        return "" if is_optional(operation.field) else NOT_OPTIONAL
    if isinstance(operation, migrations.AlterField):
        model = state.models[app, operation.model_name.lower()]
        return of_change(model.fields[operation.name], operation.field)
    return "not one of the allowed operations"


def of_both(operation: Any, app: str, state: ProjectState, born: set[str]) -> str:
    """Forgetting a column or a table leaves it in the database; what is left must do without this release."""
    for change in operation.state_operations:
        if isinstance(change, migrations.RemoveField):
            field = state.models[app, change.model_name.lower()].fields[change.name]
            if not is_optional(field):
                return "the column that is left needs a db_default, or null: this release leaves it out"
        elif not isinstance(change, migrations.DeleteModel):
            return "in the state alone a column or a table may be forgotten, nothing else"
    return next(filter(None, (fault(change, app, state, born) for change in operation.database_operations)), "")


def is_optional(field: Any) -> bool:
    """Whether a row may leave the column out, or the table has no such column."""
    computed = isinstance(field, (GeneratedField, ManyToManyField, AutoField))
    return computed or field.null or field.db_default is not NOT_PROVIDED


def of_change(before: Any, after: Any) -> str:
    """Why a changed field breaks a rule: the column may only take more than before."""
    old, new = described(before), described(after)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if after.null and not before.null:
        changed.discard("null")
    if after.db_default is not NOT_PROVIDED:
        changed.discard("db_default")
    if wider(before.max_length, after.max_length):
        changed.discard("max_length")
    return f"the release before may not suit the changed {', '.join(sorted(changed))}" if changed else ""


def wider(before: int | None, after: int | None) -> bool:
    return after is None or (before is not None and after >= before)


def described(field: Any) -> dict[str, Any]:
    """What the database knows of a field: its kind and its arguments."""
    _, kind, positional, named = field.deconstruct()
    arguments = {name: value for name, value in named.items() if name not in PYTHON_ONLY}
    return {"kind": kind, "arguments": positional, **arguments}


def said(operation: Operation) -> str:
    """An operation by its kind and by what it touches."""
    kind = type(operation).__name__
    names = [str(getattr(operation, name, "")) for name in ("model_name", "name", "old_name")]
    touched = ".".join(filter(None, names))
    if isinstance(operation, migrations.RunPython):
        touched = getattr(operation.code, "__name__", "")
    return f"{kind} {touched}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
