"""What prices are per comes from a list: free texts are rewritten by their spellings, unknown words are marked `other`."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from tools.price_units import read_unit

BATCH = 1000


def by_the_list(value: Any) -> Any:
    """The value with its unit from the list; as it is where it has one, or is no price with an amount."""
    if not isinstance(value, dict) or "per" not in value or "other" in value:
        return value
    unit = read_unit(str(value["per"]))
    return {**value, "per": unit} if unit else {**value, "other": True}


def as_before(value: Any) -> Any:
    """Without the mark, which the release before does not know."""
    return {key: part for key, part in value.items() if key != "other"} if isinstance(value, dict) else value


def rewrite(apps: Any, change: Callable[[Any], Any]) -> None:
    fact = apps.get_model("tools", "Fact")
    last = 0
    prices = fact.objects.filter(attribute__kind="price").order_by("pk")
    while batch := list(prices.filter(pk__gt=last).only("pk", "value")[:BATCH]):
        last = batch[-1].pk
        changed = [row for row in batch if change(row.value) != row.value]
        for row in changed:
            row.value = change(row.value)
        fact.objects.bulk_update(changed, ["value"])


def forwards(apps: Any, schema_editor: Any) -> None:
    rewrite(apps, by_the_list)


def backwards(apps: Any, schema_editor: Any) -> None:
    rewrite(apps, as_before)


class Migration(migrations.Migration):
    dependencies = [
        ("tools", "0006_ended"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
