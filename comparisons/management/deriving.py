"""Deriving the rows of all tools anew, after a migration that asked for it: in batches, so that the site goes on.

And noting what editors' words rest on where nobody did: in releases from before it was noted.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from comparisons.index.standing import Standing
from comparisons.index.turns import be_patient
from comparisons.index.underived import Underived
from comparisons.models import Matchup
from tools.models import Edition, Tool

BATCH = 200


def derive_waiting(tell: Callable[[str], None]) -> None:
    """Do what waits, batch by batch. Each is stored with how far it came: what ends this, the next call goes on."""
    if not Underived.objects.needed().exists():
        return
    tell(f"Deriving the rows of {Tool.objects.count()} tools.")
    while derive_batch():
        pass
    tell("Derived.")


def found_words(tell: Callable[[str], None]) -> None:
    """Let editors' words that rest on nothing yet rest on what is true today, batch by batch."""
    last, noted = 0, 0
    while ids := list(
        Matchup.objects.baseless().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        noted += Matchup.objects.found(ids, timezone.localdate())
        last = ids[-1]
    if noted:
        Edition.bump()
        tell(f"Noted what the words of editors about {noted} {'matchup' if noted == 1 else 'matchups'} rest on.")


@transaction.atomic
def derive_batch() -> bool:
    """The next tools, in the order of their ids; False when there were none and everything is derived."""
    be_patient()
    waiting = Underived.objects.needed()
    upto = waiting.aggregate(least=Min("upto"))["least"]
    ids = list(Tool.objects.filter(pk__gt=upto).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        Standing.objects.refresh(ids)
        waiting.update(upto=ids[-1])
        return True
    waiting.delete()
    Edition.bump()
    return False
