"""Where a comparison is put together, for every page, picture, record and answer that tells it."""

from collections.abc import Sequence

from comparisons.moment import Moment
from comparisons.params.options import CompareOptions, parse_weights
from comparisons.reading.lookup import check_published
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import curated_for, surroundings
from comparisons.verdict.comparison import Comparison
from comparisons.verdict.editor import Written
from comparisons.verdict.indexing import why_not_indexed
from comparisons.verdict.judging import Judged, judge
from comparisons.verdict.profile import Head, Profile
from comparisons.verdict.table import build, tie_breakers
from comparisons.verdict.weights import weigh


def comparison_of(heads: Sequence[Head], options: CompareOptions, moment: Moment) -> Comparison:
    """A matchup of public tools, in canonical order. Raises NotThere for a day before one of them was published."""
    check_published(heads, options.as_of)
    curated = curated_for(heads, surroundings(heads, moment))
    return compared(profiles_of(heads, moment, options.as_of), options, curated.written if curated else None)


def judged_of(heads: Sequence[Head], moment: Moment) -> Judged:
    """Numbers and words alone, for pictures: they print no row of the table, and no votes, which it would need."""
    curated = curated_for(heads, surroundings(heads, moment))
    return judge(profiles_of(heads, moment), curated.written if curated else None)


def compared(profiles: Sequence[Profile], options: CompareOptions, written: Written | None) -> Comparison:
    """The one place where a comparison is put together. Pure; `written` is an editor's, None where nobody curated."""
    table, past = build(profiles), options.as_of is not None
    judged = judge(profiles, written, tie_breakers(profiles, table), past=past)
    return Comparison(
        judged=judged,
        table=table,
        weighted=weigh(judged.bout, parse_weights(options.weights)),
        weighed=bool(options.weights),
        as_of=options.as_of,
        why_not_indexed=why_not_indexed(profiles, curated=written is not None),
    )
