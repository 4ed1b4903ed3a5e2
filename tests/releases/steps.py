"""Go through the migrations that a release has not seen, each forward, back and forward. Run by `manage.py shell`."""

import json
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ON_POSTGRESQL = """
    SELECT 'column', table_name || '.' || column_name, concat_ws(
        ' ', data_type, character_maximum_length, is_nullable, column_default, collation_name, generation_expression)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""
ON_SQLITE = """
    SELECT 'column', of.name || '.' || one.name,
        printf('%s %s %s %s %s', one.type, one."notnull", one.dflt_value, one.pk, one.hidden)
    FROM sqlite_master of JOIN pragma_table_xinfo(of.name) one WHERE of.type = 'table'
    UNION ALL SELECT 'reference', of.name || '.' || one."from", one."table" || ' ' || one.on_delete
    FROM sqlite_master of JOIN pragma_foreign_key_list(of.name) one WHERE of.type = 'table'
    UNION ALL SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL
"""
KEPT = ("tools_", "reviews_", "votes_", "newsletter_")  # what comparisons keeps is derived from these


def main() -> None:
    """Print {the steps, and what is not as it was after one of them: [migration, what]}."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    wrong = []
    for step in plan:
        wrong += [[f"{step.app_label}.{step.name}", what] for what in wrong_with((step.app_label, step.name))]
    print(json.dumps({"steps": len(plan), "wrong": wrong}))


def wrong_with(step: tuple[str, str]) -> list[str]:
    before, rows = schema(), counts()
    go_to(step)
    after = schema()
    go_to(before_it(step))
    wrong = [f"after the way back: {name}" for name in differing(before, schema())]
    go_to(step)
    wrong += [f"forward again: {name}" for name in differing(after, schema())]
    now = counts()
    return wrong + [f"rows of {table}" for table in rows if rows[table] != now.get(table)]


def go_to(step: tuple[str, str | None]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([step])


def before_it(step: tuple[str, str]) -> tuple[str, str | None]:
    """The migration of the same app before this one; None where it is the first."""
    graph = MigrationExecutor(connection).loader.graph
    earlier = [parent.key for parent in graph.node_map[step].parents if parent.key[0] == step[0]]
    return (step[0], earlier[0][1] if earlier else None)


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def schema() -> dict[str, str]:
    """{kind and name of a column, an index, a constraint or a trigger: what it says}."""
    with connection.cursor() as cursor:
        cursor.execute(ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE)
        return {f"{kind} {name}": said for kind, name, said in cursor.fetchall()}


def counts() -> dict[str, Any]:
    """{table: rows} of what was entered."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(KEPT)]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found
