"""From what a reader typed or ticked in the picker to tools. A name, a slug or an alias will do."""

from collections.abc import Sequence

from comparisons.moment import Moment
from comparisons.params.matchup import MAX_TOOLS, canonical
from comparisons.params.options import BadArgument, CompareOptions
from comparisons.reading.profiles import heads_named
from comparisons.verdict.profile import Head
from tools.models import Tool
from tools.slugs import name_key, slug_from


def pick(typed: Sequence[str], moment: Moment) -> list[Head]:
    """The tools that `typed` names, each once. Raises BadArgument with the first that no tool answers to."""
    wanted = [text.strip()[:100] for text in typed if text.strip()]
    if len(wanted) > MAX_TOOLS:
        raise BadArgument("tool", f"expected at most {MAX_TOOLS} tools, got {len(wanted)}")
    slugs = {text: text.lower() if text.lower() == slug_from(text) else slug_from(text) for text in wanted}
    heads = heads_named({slug for slug in slugs.values() if slug}, moment)
    found: dict[int, Head] = {}
    for text in wanted:
        head = heads[slugs[text]][0] if slugs[text] in heads else by_name(text, moment)
        if head is None:
            raise BadArgument("tool", f"expected the name of a tool, got {text!r}")
        found[head.id] = head
    return list(found.values())


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


def by_name(text: str, moment: Moment) -> Head | None:
    key = name_key(text)
    slug = Tool.objects.public(moment.now).filter(name_key=key).values_list("slug", flat=True).first() if key else None
    return heads_named([slug], moment)[slug][0] if slug else None
