"""What one may begin to type to get a tool. The rows are derived: `migrate` fills them at its end.

The vocabulary loses the words with digits: digits are not misspelt, and the words are learnt again without them.
"""

import django.db.models.deletion
from django.db import migrations, models


def forget_vocabulary(apps, editor):
    """In its own statement, not through the model: SQLite's triggers see each row go."""
    editor.execute("DELETE FROM comparisons_nameword")


# SQLite compares by code points anyhow.
BY_CODE_POINTS = 'ALTER TABLE comparisons_namestart ALTER COLUMN text TYPE varchar(40) COLLATE "C"'
# What is said of tools in the form that is searched, stored: see comparisons/findable.py. Beginnings of names are looked
# up in the new table.
SAID = (
    "ALTER TABLE comparisons_findable ADD COLUMN said tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "DROP INDEX IF EXISTS findable_words",
    "CREATE INDEX findable_words ON comparisons_findable USING gin (said)",
    "DROP INDEX IF EXISTS standing_name_begins",
)
BEFORE = (
    "ALTER TABLE comparisons_findable DROP COLUMN said",
    "CREATE INDEX findable_words ON comparisons_findable USING gin (array_to_tsvector(string_to_array(words, ' ')))",
    "CREATE INDEX standing_name_begins ON comparisons_standing (sort_name varchar_pattern_ops, tool_id)",
)


def suit_postgresql(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in (BY_CODE_POINTS, *SAID):
            editor.execute(statement)


def suit_as_before(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in BEFORE:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("comparisons", "0005_popularity"),
        ("tools", "0003_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameStart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tool_id", "text", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=40)),
                ("whole", models.BooleanField()),
                ("points", models.SmallIntegerField()),
                (
                    "tool",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="starts",
                        to="tools.tool",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["text", "whole", "points", "tool"],
                        name="namestart_text",
                    )
                ],
            },
        ),
        migrations.RunPython(forget_vocabulary, migrations.RunPython.noop),
        migrations.RunPython(suit_postgresql, suit_as_before),
    ]
