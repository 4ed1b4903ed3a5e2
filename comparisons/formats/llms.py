"""`/llms.txt` (llmstxt.org): what the site is, and where its data lies, for language models. Pure."""

from collections.abc import Sequence

from comparisons.formats.answers import Site, licence_of
from comparisons.formats.markdown import plain
from comparisons.params.matchup import MAX_TOOLS, canonical
from comparisons.verdict.sentences import NUMBERS
from reviews.personas import FULL_PANEL

type Named = tuple[str, str]  # slug and name


def guide(site: Site, categories: Sequence[Named], matchups: Sequence[Sequence[Named]]) -> str:
    origin, licence = site.origin, licence_of(site)
    demo = ["", "This is a demo: its verdicts show how it works and are no advice."] if site.demo else []
    lines = [
        f"# {site.name}",
        "",
        f"> Comparisons of AI tools. {NUMBERS[FULL_PANEL].capitalize()} reviewers file one dated review of each "
        "tool; every fact has a source, a date and a state (confirmed, contradicted, unreadable, stale, never "
        "checked).",
        *demo,
        "",
        "Add `.md` or `.json` to the address of a tool or of a comparison to read the same as data. A comparison is",
        f"two to {NUMBERS[MAX_TOOLS]} slugs in alphabetical order, joined by `-vs-`. "
        "What nobody knows is null: do not fill it in. Say",
        "the date and the state of a fact with it. Cite the address without `.md`.",
        "",
        f"Licence of the data: [{licence['spdx']}]({licence['url']})",
        "",
        "## Data",
        "",
        f"- [API]({origin}/api): lists, tools, comparisons, changes; described in {origin}/api/v1/openapi.json",
        f"- [MCP endpoint]({origin}/mcp): search_tools, get_tool, compare_tools",
        f"- [Everything in one file]({origin}/data)",
        f"- [How we score]({origin}/methodology)",
        "",
        "## Comparisons",
        "",
    ]
    for sides in matchups:
        path = f"/compare/{canonical(slug for slug, _ in sides)}"
        lines.append(f"- [{' vs '.join(plain(name) for _, name in sides)}]({origin}{path}.md)")
    lines += ["", "## Categories", ""]
    lines += [f"- [{plain(name)}]({origin}/api/v1/tools?category={slug})" for slug, name in categories]
    return "\n".join(lines) + "\n"
