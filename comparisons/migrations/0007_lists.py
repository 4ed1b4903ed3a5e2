"""For a million tools: counts under filters are read from an index alone, records of reviewers from a census."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comparisons", "0006_names"),
        ("tools", "0003_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Census",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("persona", models.CharField(max_length=10)),
                ("score", models.SmallIntegerField()),
                ("verdict", models.CharField(max_length=4)),
                ("call", models.CharField(max_length=5)),
                ("lone", models.BooleanField()),
                ("n", models.IntegerField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="standing",
            name="comparisons_call_3ecacc_idx",
        ),
        migrations.RemoveIndex(
            model_name="standing",
            name="comparisons_categor_8b15b1_idx",
        ),
        migrations.RemoveIndex(
            model_name="standing",
            name="comparisons_licence_b4a2b5_idx",
        ),
        migrations.AddField(
            model_name="standing",
            name="opinions",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["-published_at", "-tool"], name="comparisons_publish_2a12db_idx"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["call", "-points", "tool"], name="comparisons_call_9a1301_idx"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["category", "call", "price", "licence", "confirmed_on", "contradicted", "published_at"],
                name="standing_in_category",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["call", "price", "licence", "confirmed_on", "contradicted", "published_at"],
                name="standing_called",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["licence", "price", "confirmed_on", "contradicted", "published_at"], name="standing_licensed"
            ),
        ),
        migrations.AddField(
            model_name="census",
            name="category",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="tools.category"),
        ),
        migrations.AddConstraint(
            model_name="census",
            constraint=models.UniqueConstraint(
                fields=("category_id", "persona", "score", "verdict", "call", "lone"), name="census_kind_once"
            ),
        ),
    ]
