"""What was true when an editor's words about a matchup were written. `migrate` notes it for those that are there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comparisons", "0008_underived")]

    operations = [
        migrations.AddField(
            model_name="matchup",
            name="headline_basis",
            field=models.JSONField(null=True, blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="matchup",
            name="bottom_line_basis",
            field=models.JSONField(null=True, blank=True, editable=False),
        ),
    ]
