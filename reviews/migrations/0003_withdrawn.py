"""Withdrawn is a fact of the row, not of its reason: the rows that have neither a successor nor a time to come."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

WITHDRAWN = Q(withdrawn=True) | ~Q(withdrawn_because="")


def mark(apps: Any, schema_editor: Any) -> None:
    review = apps.get_model("reviews", "Review")
    successors = review.objects.filter(supersedes=OuterRef("pk"))
    review.objects.filter(~Exists(successors), superseded_at__isnull=False).update(withdrawn=True)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0002_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="withdrawn",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RemoveIndex(model_name="review", name="review_withdrawn"),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(condition=WITHDRAWN, fields=["-superseded_at", "-id"], name="review_withdrawn"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
