"""Which kind of licence a text names is found otherwise than before: `migrate` derives the standings anew."""

from django.db import migrations

from comparisons.index.underived import derive_anew


class Migration(migrations.Migration):
    dependencies = [("comparisons", "0009_basis")]

    operations = [derive_anew(2)]
