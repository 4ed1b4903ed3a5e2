"""An index of the few tools that were discontinued: lists and offers leave them out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tools", "0005_withdrawn")]

    operations = [
        migrations.AddIndex(
            model_name="tool",
            index=models.Index(
                fields=["discontinued_on"], name="tool_ended", condition=models.Q(discontinued_on__isnull=False)
            ),
        ),
    ]
