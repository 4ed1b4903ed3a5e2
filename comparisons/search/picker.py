"""From what a reader typed or ticked in the picker to tools. A name, a slug or an alias will do."""

from collections.abc import Sequence

from comparisons.moment import Moment
from comparisons.params.matchup import MAX_TOOLS, canonical
from comparisons.params.options import BadArgument, CompareOptions
from comparisons.reading.lookup import heads_typed
from comparisons.verdict.profile import Head


def pick(typed: Sequence[str], moment: Moment) -> list[Head]:
    """The tools that `typed` names, each once. Raises BadArgument with the first that no tool answers to."""
    wanted = [text.strip()[:100] for text in typed if text.strip()]
    if len(wanted) > MAX_TOOLS:
        raise BadArgument("tool", f"expected at most {MAX_TOOLS} tools, got {len(wanted)}")
    found = heads_typed(wanted, moment)
    for text in wanted:
        if text not in found:
            raise BadArgument("tool", f"expected the name of a tool, got {text!r}")
    return list({head.id: head for head in (found[text] for text in wanted)}.values())


def fields_for(typed: Sequence[str], more: bool) -> list[str]:
    """What stands in the fields of the picker: two of them, or one more than was typed, up to MAX_TOOLS."""
    kept = [text for text in typed if text.strip()] if more else list(typed)
    wanted = min(MAX_TOOLS, max(2, len(kept) + more))
    return [*kept, *[""] * wanted][:wanted]


def leads_to(typed: Sequence[str], heads: Sequence[Head], more: bool, options: CompareOptions) -> str:
    """The page of the matchup, or of the one tool that all fields name; empty while the reader is still choosing."""
    if len(heads) == 1 and len([text for text in typed if text.strip()]) > 1:
        return f"/tools/{heads[0].slug}"
    if len(heads) < 2 or (more and len(heads) < MAX_TOOLS):
        return ""
    return f"/compare/{canonical(head.slug for head in heads)}{options.query()}"
