"""The attributes that every site has."""

from django.db import migrations

ROWS = [
    ("pricing", "Pricing", "text", "", 90),
    ("entry-price", "Entry price", "price", "lower", 90),
    ("licence", "Licence", "text", "", 180),
]


def add(apps, schema_editor):
    Attribute = apps.get_model("tools", "Attribute")
    for position, (key, label, kind, better, days) in enumerate(ROWS):
        Attribute.objects.create(
            key=key, label=label, kind=kind, better=better, stale_after_days=days, position=position
        )


class Migration(migrations.Migration):
    dependencies = [("tools", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
