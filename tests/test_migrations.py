"""The rules of migrations: ours keep them, and a migration that breaks one is found, for every rule."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Lower

ROOT = Path(__file__).resolve().parents[1]
check = SimpleNamespace(**runpy.run_path(str(ROOT / "bin/check_migrations.py")))
OPTIONAL = "needs a db_default"
WAY = "let one release stop using it"
STATE = "nothing else"
UNSUITED = "may not suit"
UNKNOWN = "not one of the allowed"


def change(**field):
    return migrations.AlterField("thing", "name", models.CharField(**({"max_length": 20} | field)))


def in_state(*operations):
    return migrations.SeparateDatabaseAndState(state_operations=operations)


def in_database(*operations):
    return migrations.SeparateDatabaseAndState(database_operations=operations)


def found_in(*operations, atomic=True):
    """What the check says of a migration with these operations, on a table that is there already."""
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("note", models.TextField(null=True)),
    ]
    state.add_model(ModelState("tools", "Thing", fields))
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})
    return list(check.judged(kind("0099_test", "tools"), state))


def forwards(apps, editor):
    """It does nothing."""


BAD = {
    "a column that is needed": (migrations.AddField("thing", "size", models.IntegerField(default=0)), OPTIONAL),
    "a relation that is needed": (
        migrations.AddField("thing", "of", models.ForeignKey("tools.Thing", models.CASCADE, default=1)),
        OPTIONAL,
    ),
    "a column gone": (migrations.RemoveField("thing", "note"), WAY),
    "a column renamed": (migrations.RenameField("thing", "name", "title"), WAY),
    "a column renamed by its field": (change(db_column="title"), UNSUITED),
    "a table gone": (migrations.DeleteModel("Thing"), WAY),
    "a table renamed": (migrations.RenameModel("Thing", "Object"), WAY),
    "a table renamed by its options": (migrations.AlterModelTable("thing", "objects"), WAY),
    "a narrower column": (change(max_length=10), UNSUITED),
    "another kind of column": (migrations.AlterField("thing", "name", models.IntegerField()), UNSUITED),
    "a column that must be unique now": (change(unique=True), UNSUITED),
    "a column that may not be null now": (migrations.AlterField("thing", "note", models.TextField()), UNSUITED),
    "no way back": (migrations.RunPython(forwards), "no reverse"),
    "statements for one kind of database": (migrations.RunSQL("SELECT 1", "SELECT 1"), UNKNOWN),
    "a constraint on what is written already": (
        migrations.AddConstraint("thing", models.UniqueConstraint(fields=["name"], name="once")),
        UNKNOWN,
    ),
    "a column forgotten that is needed": (in_state(migrations.RemoveField("thing", "name")), "this release leaves it"),
    "a column known that is not there": (in_state(migrations.AddField("thing", "x", models.TextField(null=True))), STATE),
    "no way back, in the database alone": (in_database(migrations.RunPython(forwards)), "no reverse"),
}  # fmt: skip
GOOD = {
    "a table": migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    "a column with a default": migrations.AddField("thing", "size", models.IntegerField(db_default=0)),
    "a column that may be null": migrations.AddField("thing", "size", models.IntegerField(null=True)),
    "a computed column": migrations.AddField(
        "thing",
        "low",
        models.GeneratedField(expression=Lower("name"), output_field=models.TextField(), db_persist=True),
    ),
    "a table between": migrations.AddField("thing", "others", models.ManyToManyField("tools.Thing")),
    "a wider column": change(max_length=200),
    "a column of any length": change(max_length=None),
    "a column with a default now": change(db_default=""),
    "a column that may be null now": change(null=True),
    "words about a column": change(help_text="What it is called.", default="x"),
    "an index": migrations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
    "rows, and back": migrations.RunPython(forwards, migrations.RunPython.noop),
    "a column forgotten that may be null": in_state(migrations.RemoveField("thing", "note")),
    "a table forgotten": in_state(migrations.DeleteModel("Thing")),
}


def test_our_migrations_keep_the_rules():
    assert check.faults(MigrationLoader(None), check.FIRST, check.EXCEPTIONS) == []


@pytest.mark.parametrize("name", BAD)
def test_a_migration_that_breaks_a_rule_is_found(name):
    operation, why = BAD[name]
    assert why in dict(found_in(operation))[check.said(operation)]


@pytest.mark.parametrize("name", GOOD)
def test_a_migration_that_keeps_the_rules_is_not(name):
    assert found_in(GOOD[name]) == []


def test_half_a_migration_is_found():
    assert [what for what, _ in found_in(atomic=False)] == ["atomic = False"]


def test_a_table_that_is_made_in_the_same_migration_is_nobodys_yet():
    assert found_in(GOOD["a table"], migrations.AddField("other", "size", models.IntegerField())) == []


@pytest.mark.parametrize("statement", ["drop  column x", "DROP TABLE x", "RENAME COLUMN x TO y", "RENAME TO y"])
def test_a_removal_in_sql_is_found(statement):
    assert [why for _, why in check.removed_in_sql(f'"ALTER TABLE x {statement}"')] == [check.TWO_RELEASES]


def test_an_exception_is_made_for_what_it_names_alone():
    loader = MigrationLoader(None)
    assert len(check.faults(loader, check.FIRST, {})) == len(check.EXCEPTIONS)
    unused = check.EXCEPTIONS | {"tools.0001_initial: DeleteModel Tool": "no"}
    assert check.faults(loader, check.FIRST, unused) == [
        "tools.0001_initial: DeleteModel Tool: this exception is not needed"
    ]


def test_an_app_without_a_first_migration_is_checked_from_its_beginning():
    first = {app: name for app, name in check.FIRST.items() if app != "tools"}
    found = check.faults(MigrationLoader(None), first, check.EXCEPTIONS)
    assert [line for line in found if line.startswith("tools.0003_changes: ")]
