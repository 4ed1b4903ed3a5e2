"""The proof that every tally is what its counted votes add up to."""

from django.db.models import Count as Number
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tools.models import Tool
from votes.models.vote import Vote
from votes.tally import Count


def wrong_tallies() -> list[tuple[str, Count, Count]]:
    """(tool, tally, recount) of every tool whose tally is not what its counted votes add up to.

    One statement: it sees one moment, so it is right while votes come in.
    """
    touched = Q(tally__isnull=False) | Exists(Vote.objects.filter(tool=OuterRef("pk")))
    tools = Tool.objects.filter(touched).annotate(
        kept_ship=Coalesce(F("tally__ship"), 0),
        kept_skip=Coalesce(F("tally__skip"), 0),
        counted_ship=number("ship"),
        counted_skip=number("skip"),
    )
    rows = tools.exclude(kept_ship=F("counted_ship"), kept_skip=F("counted_skip")).order_by("slug")
    columns = rows.values_list("slug", "kept_ship", "kept_skip", "counted_ship", "counted_skip")
    return [(slug, Count(*numbers[:2]), Count(*numbers[2:])) for slug, *numbers in columns]


def number(choice: str) -> Coalesce:
    """How many votes on the tool of the query around this one are counted as `choice`."""
    counted = Vote.objects.filter(tool=OuterRef("pk"), counted=choice).order_by().values("tool")
    return Coalesce(Subquery(counted.annotate(n=Number("pk")).values("n"), output_field=IntegerField()), 0)
