"""What still has to be derived anew, because a migration changed what derived rows hold; `migrate` does it at its end.

A migration that adds a derived column or table, or changes what one says, ends with `derive_anew(RECIPE)`, and RECIPE
grows by one with it. A release asks for its own recipe and older ones alone: while a newer one derives for itself, the
release before goes on.
"""

from typing import Any

from django.db import migrations, models

RECIPE = 2


class UnderivedQuerySet(models.QuerySet["Underived"]):
    def needed(self) -> "UnderivedQuerySet":
        """What this release needs and does not have yet."""
        return self.filter(recipe__lte=RECIPE)


class Underived(models.Model):
    """A recipe that not all tools have been through: those with an id above `upto` have not."""

    recipe = models.PositiveSmallIntegerField(primary_key=True)
    upto = models.BigIntegerField(default=0)

    objects = UnderivedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recipe {self.recipe}: done up to tool {self.upto}"


def derive_anew(recipe: int) -> migrations.RunPython:
    """The last operation of a migration after which the derived rows of every tool are to be made anew."""

    def mark(apps: Any, editor: Any) -> None:
        database = editor.connection.alias
        if apps.get_model("tools", "Tool").objects.using(database).exists():
            waiting = apps.get_model("comparisons", "Underived").objects.using(database)
            waiting.update_or_create(recipe=recipe, defaults={"upto": 0})

    return migrations.RunPython(mark, migrations.RunPython.noop)
