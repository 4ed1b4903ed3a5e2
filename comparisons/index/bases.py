"""Reads what is true of sets of tools now, as the words that an editor writes now rest on it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from comparisons.verdict.basis import Basis, basis_of
from comparisons.verdict.head_to_head import decide
from reviews.models import Review
from reviews.panel import Opinion, panel_of
from tools.models import Tool


def bases_of(groups: Sequence[Sequence[int]], day: date) -> list[Basis]:
    """The basis of each group of tools, given by their ids, which are its keys: two statements for any number."""
    ids = {pk for group in groups for pk in group}
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    rows = Review.objects.current().filter(tool__in=ids).order_by()
    for tool_id, persona, score, verdict in rows.values_list("tool_id", "persona", "score", "verdict"):
        opinions[tool_id].append(Opinion(persona, score, verdict))
    gone = set(Tool.objects.ended(day).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        basis_of(
            [str(pk) for pk in group],
            decide(
                [panel_of(opinions[pk]) for pk in group], [place for place, pk in enumerate(group) if pk in gone]
            ),
            day,
        )
        for group in groups
    ]  # fmt: skip
