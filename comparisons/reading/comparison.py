"""The reads behind machine answers: the same profiles, table and words as the pages, put together once."""

from collections.abc import Sequence

from comparisons.moment import Moment
from comparisons.params.options import CompareOptions, parse_weights
from comparisons.reading.lookup import check_published
from comparisons.reading.profiles import profiles_of
from comparisons.reading.related import curated_for, surroundings
from comparisons.verdict.comparison import Comparison
from comparisons.verdict.indexing import why_not_indexed
from comparisons.verdict.judging import judge
from comparisons.verdict.profile import Head
from comparisons.verdict.table import build, tie_breakers
from comparisons.verdict.weights import weigh


def comparison_of(heads: Sequence[Head], options: CompareOptions, moment: Moment) -> Comparison:
    """A matchup of public tools, in canonical order. Raises NotThere for a day before one of them was published."""
    check_published(heads, options.as_of)
    curated = curated_for(heads, surroundings(heads, moment))
    profiles = profiles_of(heads, moment, options.as_of)
    table, past = build(profiles), options.as_of is not None
    judged = judge(profiles, curated.written if curated else None, tie_breakers(profiles, table), past=past)
    return Comparison(
        judged=judged,
        table=table,
        weighted=weigh(judged.bout, parse_weights(options.weights)),
        weighed=bool(options.weights),
        as_of=options.as_of,
        indexed=why_not_indexed(profiles, curated=curated is not None) is None,
    )
