"""Withdrawn is a fact of the row, not of its reason: the rows that have neither a successor nor a time to come."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

WITHDRAWN = Q(withdrawn=True) | ~Q(withdrawn_because="")


def mark(apps: Any, schema_editor: Any) -> None:
    fact = apps.get_model("tools", "Fact")
    successors = fact.objects.filter(supersedes=OuterRef("pk"))
    fact.objects.filter(~Exists(successors), superseded_at__isnull=False).update(withdrawn=True)


class Migration(migrations.Migration):
    dependencies = [
        ("tools", "0004_exact_values"),
    ]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="withdrawn",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RemoveIndex(model_name="fact", name="fact_withdrawn"),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(condition=WITHDRAWN, fields=["-superseded_at", "-id"], name="fact_withdrawn"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
