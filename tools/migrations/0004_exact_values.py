"""Values are read with the digits that were recorded. Nothing changes in the database."""

from django.db import migrations, models

import tools.values


class Migration(migrations.Migration):
    dependencies = [
        ("tools", "0003_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fact",
            name="value",
            field=models.JSONField(decoder=tools.values.Decoder),
        ),
    ]
