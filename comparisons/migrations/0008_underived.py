"""What `migrate` has to derive anew at its end, and a default with which the release before can add standings."""

from django.db import migrations, models

from comparisons.index.underived import derive_anew


class Migration(migrations.Migration):
    dependencies = [
        ("comparisons", "0007_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Underived",
            fields=[
                ("recipe", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AlterField(
            model_name="standing",
            name="opinions",
            field=models.CharField(db_default="", default="", max_length=100),
        ),
        derive_anew(1),  # what 0006 and 0007 added
    ]
