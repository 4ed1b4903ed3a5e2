"""The words that the search looks through, with the indexes of each database.

A later migration that makes SQLite build comparisons_findable or comparisons_nameword anew drops the triggers below:
it must put them back.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX findable_names ON comparisons_findable USING gin (array_to_tsvector(string_to_array(names, ' ')))",
    "CREATE INDEX findable_words ON comparisons_findable USING gin (array_to_tsvector(string_to_array(words, ' ')))",
    "CREATE INDEX nameword_like ON comparisons_nameword USING gin (word gin_trgm_ops)",
    "CREATE INDEX standing_name_begins ON comparisons_standing (sort_name varchar_pattern_ops, tool_id)",
]
# The texts are folded and cut in Python: the tokenizer has nothing left to do.
SQLITE = [
    "CREATE VIRTUAL TABLE comparisons_findable_words USING fts5(names, words, content='comparisons_findable',"
    " content_rowid='tool_id', tokenize='unicode61 remove_diacritics 0', prefix='3 4 5')",
    "CREATE TRIGGER comparisons_findable_added AFTER INSERT ON comparisons_findable BEGIN"
    " INSERT INTO comparisons_findable_words(rowid, names, words) VALUES (new.tool_id, new.names, new.words); END",
    "CREATE TRIGGER comparisons_findable_gone AFTER DELETE ON comparisons_findable BEGIN"
    " INSERT INTO comparisons_findable_words(comparisons_findable_words, rowid, names, words)"
    " VALUES ('delete', old.tool_id, old.names, old.words); END",
    "CREATE TRIGGER comparisons_findable_changed AFTER UPDATE ON comparisons_findable BEGIN"
    " INSERT INTO comparisons_findable_words(comparisons_findable_words, rowid, names, words)"
    " VALUES ('delete', old.tool_id, old.names, old.words);"
    " INSERT INTO comparisons_findable_words(rowid, names, words) VALUES (new.tool_id, new.names, new.words); END",
    # Spaces around each word make its first and last letters count, as pg_trgm does.
    "CREATE VIRTUAL TABLE comparisons_nameword_pieces USING fts5(word, tokenize='trigram')",
    "CREATE TRIGGER comparisons_nameword_added AFTER INSERT ON comparisons_nameword BEGIN"
    " INSERT INTO comparisons_nameword_pieces(rowid, word) VALUES (new.id, '  ' || new.word || ' '); END",
    "CREATE TRIGGER comparisons_nameword_gone AFTER DELETE ON comparisons_nameword BEGIN"
    " DELETE FROM comparisons_nameword_pieces WHERE rowid = old.id; END",
]
TABLES = ("comparisons_findable_words", "comparisons_nameword_pieces")
TRIGGERS = ("findable_added", "findable_gone", "findable_changed", "nameword_added", "nameword_gone")


def make_indexes(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def drop_indexes(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name in ("findable_names", "findable_words", "nameword_like", "standing_name_begins"):
            editor.execute(f"DROP INDEX IF EXISTS {name}")
        return
    for name in TRIGGERS:
        editor.execute(f"DROP TRIGGER IF EXISTS comparisons_{name}")
    for name in TABLES:
        editor.execute(f"DROP TABLE IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("comparisons", "0002_community"), ("tools", "0002_global_attributes")]

    operations = [
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "tool",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="findable",
                        serialize=False,
                        to="tools.tool",
                    ),
                ),
                ("names", models.TextField()),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
            ],
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
