"""What the page of one tool prints, now or on a past day."""

from datetime import date
from typing import Any

from django.conf import settings

from comparisons.moment import Moment
from comparisons.pages import heading
from comparisons.pictures.subjects import ballot_of
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import surroundings
from comparisons.search.ranks import rank_of, standing_strips
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.summaries import record_line, record_of
from comparisons.verdict.tool_sentence import tool_sentence
from reviews.personas import PERSONAS
from tools.models import Fact


def tool_page(head: Head, moment: Moment, draft: Profile | None = None) -> dict[str, Any]:
    """Everything that a tool page prints; of a `draft`, which nobody keeps, for the preview."""
    around = surroundings([head], moment)[head.id]
    others = {side.id: side for curated in around.curated for side in curated.heads} | {h.id: h for h in around.leaders}
    others.pop(head.id, None)
    if draft is None:
        profile, *rivals = profiles_of([head, *others.values()], moment)
    else:
        profile, rivals = draft, profiles_of(list(others.values()), moment)
    record = record_of(profile, rivals)
    return {
        "profile": profile,
        **heading.of_tool(profile, ballot_of(profile, settings.SITE_NAME)),
        "sentence": tool_sentence(profile),
        "strips": standing_strips(profile, moment),
        "rank": rank_of(profile, moment),
        "record": record,
        "record_line": record_line(record),
        "rivals": sorted(rivals, key=lambda rival: (not_same_job(profile, rival), -(rival.panel.points or -1))),
        "methods": dict(Fact.Method.choices),
        "personas": PERSONAS,
    }


def not_same_job(profile: Profile, rival: Profile) -> bool:
    return rival.head.category_id != profile.head.category_id


def past_tool_page(head: Head, day: date, moment: Moment) -> dict[str, Any]:
    """What the page of a tool prints of the day `day`: all but how it stands among others, which nobody recorded."""
    (profile,) = profiles_of([head], moment, day)
    return tool_page(head, moment, profile) | {"as_of": day, "strips": (), "rank": None, "record": ()}
