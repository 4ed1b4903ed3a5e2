"""What the last hour of a tool looked like, beside the hours before."""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings

from votes.models.vote import Vote
from votes.rules import Hour

HOUR = timedelta(hours=1)


def hour_of(tool_id: int, now: datetime) -> Hour:
    """The votes of the last hour, and the number of votes in each hour of the weeks before, as far back as there are
    votes. Three statements."""
    since = now - HOUR * (settings.VOTE_RULES.history_hours + 1)
    votes = Vote.objects.filter(tool=tool_id).exclude(choice="")
    first = votes.order_by("cast_at").values_list("cast_at", flat=True).first()
    if first is None:
        return Hour(0, 0, 0, ())
    last = list(votes.filter(cast_at__gt=now - HOUR).values_list("choice", "visitor__created_at"))
    earlier = votes.filter(cast_at__gt=max(since, first - HOUR), cast_at__lte=now - HOUR)
    counts = Counter(int((now - at) / HOUR) for at in earlier.values_list("cast_at", flat=True))
    hours = min(settings.VOTE_RULES.history_hours, int((now - first) / HOUR))
    choices = Counter(choice for choice, _ in last)
    return Hour(
        ship=choices["ship"],
        skip=choices["skip"],
        fresh=sum(since is not None and since > now - HOUR for _, since in last),
        before=tuple(counts[hour] for hour in range(1, hours + 1)),
    )
