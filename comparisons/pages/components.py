"""What `/dev/components` prints: every macro of the templates with its signature, its comment and live examples.

The macros are found in the templates. An example is an expression of Jinja in which `m` are the macros of the file,
over the names that `samples` makes; a macro without one fails a test. For developers alone: served with DEBUG.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from jinja2 import Environment
from markupsafe import Markup

from comparisons.pages.samples import samples
from tools.states import State

FOLDER = Path(settings.BASE_DIR) / "templates"
MACRO = re.compile(
    r"(?:\{#(?P<words>(?:(?!#\}).)*)#\}\s*)?\{%-?\s*macro (?P<name>\w+)\((?P<takes>.*?)\)\s*-?%\}", re.DOTALL
)

# {file of macros: {macro: its examples}}. What a macro leaves open for the next one to close is closed here.
EXAMPLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "components/shapes.html": {
        "sign": ("m.sign(true)", "m.sign(false)"),
        "pending": ("m.pending()",),
        "named_marks": ("m.named_marks(first.panel)",),
        "marks": ("m.marks(second.panel)",),
        "call": ("m.call(first.panel.call)", 'm.call(second.panel.call, " call--s")', "m.call(bare.panel.call)"),
        "dot": ('m.dot("a")', 'm.dot("b")', 'm.dot("c")', 'm.dot("d")'),
        "who": ('m.who("a", first.name)', 'm.who("b", second.name)'),
        "tile": ("m.tile(first)",),
    },
    "components/fact.html": {
        "state": tuple(f'm.state(facts["{state.value}"])' for state in State),
        "source": ('m.source(facts["confirmed"])', 'm.source(facts["never checked"])'),
        "meta": ('m.meta(facts["confirmed"])', 'm.meta(facts["contradicted"])'),
    },
    "components/corner.html": {
        "bout": (
            'm.bout(sides, seam, max_points, tag="div")', 'm.bout(four_sides, "", max_points, tag="div")',
            'm.bout(half_sides, "", max_points, tag="div")',
        ),
    },
    "components/tape.html": {
        "strip": ("m.strip(strips[0])", "m.strip(strips[3])"),
        "lanes": ("m.lanes(four_strips[0], 4)",),
        "alone": ("m.alone(alone)", "m.alone(alone_bare)"),
    },
    "components/rows.html": {
        "fight": ("m.fight(card)", "m.fight(four_card)", "m.fight(half_card)"),
        "named": ("m.named(card, 0)",),
        "points": ("m.points(card)", "m.points(half_card)"),
        "entry": ("m.entry(first)", "m.entry(second, dated=true)", "m.entry(bare)", "m.entry(gone)"),
        "score": ("m.score(first)", "m.score(half)", "m.score(bare)"),
        "ranked": ("m.ranked(listing)", "m.ranked(listing, picking=true)"),
        "price": ("m.price(first)", "m.price(second)", "m.price(bare)"),
        "community": ("m.community(first)", "m.community(bare)"),
        "picker_fields": ("m.picker_fields([first.name, second.name])",),
        "carried": ("m.carried(options)",),
        "pager": ('m.pager("/tools", "/tools?after=x", "x", listing)',),
    },
    "components/find.html": {
        "field": ("m.field(wish)",),
        "choice": ('m.choice(wish, "verdict", "ship", "Ship", 12)',),
        "choices": ('m.choices(wish, "price", filters)',),
    },
    "components/ballot.html": {
        "bar": ("m.bar(first)", "m.bar(second)", "m.bar(bare)", "m.bar(frozen)"),
        "button": ('m.button("ship", "Ship", none)', 'm.button("skip", "Skip", mine)'),
        "state": (
            "m.state(first)", "m.state(first, mine)", 'm.state(first, problem="Try again in a minute.")',
            "m.state(gone)",
        ),
        "ballot": ('m.ballot(second, second.name, "/")',),
        "choices": ('m.choices(bare, bare.name) ~ m.way_back("/")',),
        "way_back": ('m.choices(half, half.name) ~ m.way_back("/")',),
    },
    "components/bookmark.html": {
        "bookmark": (
            'm.bookmark("/tools/example-coder", first.name, "/")',
            'm.bookmark("/tools/other", first.name, "/", saved=true)',
        ),
        "number": ("m.number(3)",),
        "row": ('m.row(saved, "page")', 'm.row(saved_matchup, "drawer")', 'm.row(saved_gone, "page")'),
        "sign": ("m.sign(saved)", "m.sign(saved_matchup)", "m.sign(saved_gone)"),
        "standing": ("m.standing(saved)", "m.standing(saved_matchup)", "m.standing(saved_gone)"),
        "remove": ('m.remove(saved, "page")', 'm.remove(saved_gone, "page")'),
        "one_button": ('m.one_button("/tools/example-coder", "page", "no", "Remove", first.name)',),
        "gone": ('m.gone("/tools/example-coder", first.name, "page")',),
        "empty": ('m.empty("h3")',),
        "foot": ('m.foot(("two", "/compare/a-vs-b"))', "m.foot(none)"),
    },
    "components/pieces.html": {
        "who": ('m.who(first, "a")',),
        "corner": ('m.corner(first, "a", "", "") ~ short(first.tally) ~ close("div div div article")',),
        "pick": ('m.pick(first, "a")', 'm.pick(bare, "b")', 'm.pick(gone, "c")'),
        "description": ("m.description(first)",),
        "about": ('m.about(first, "a")', 'm.about(bare, "b")'),
        "score": (
            'm.score(first, "a", "builder") ~ close("div div")', 'm.score(bare, "b", "builder") ~ close("div div")',
        ),
        "review": ('m.score(second, "b", "skeptic") ~ m.review(second, "skeptic")',),
        "opinion": ('m.opinion(first, "a", "founder")', 'm.opinion(bare, "b", "founder")'),
        "ballot": ('m.ballot(frozen, "a") ~ close("form")',),
        "fight": ("m.fight(card)",),
        "cell": (
            'in_table(m.cell(first, "licence", "Apache 2.0", "a", true, true))',
            'in_table(m.cell(first, "licence", "Apache 2.0", "a", true, false))',
            'in_table(m.cell(first, "points", first.panel.points, "", true, false, "Leads by 17"))',
            'in_table(m.cell(bare, "licence", "Not known", "b", false, false))',
        ),
        "fact_line": ('m.fact_line(first, "licence", "a")',),
    },
    "components/constants.html": {
        "weight_fields": ('m.weight_fields("builder:3,founder:0")',),
        "signs": ("m.signs('')",),
        "pin_a": ('in_strip(m.pin_a(84))',),
        "pin_b": ('in_strip(m.pin_b(41))',),
        "axis": ("m.axis('')",),
        "files": ("shown_as_code(m.files(''))",),
        "script": ("shown_as_code(m.script(''))",),
        "head": ('m.head("/tools")',),
        "menu": ('shown_as_code(m.menu("/tools"))',),
        "halves": ("m.halves()",),
        "navigation": ('m.navigation("/tools")',),
        "drawer": ("shown_as_code(m.drawer(''))",),
        "loading": ("m.loading()",),
        "post": ("m.post('')",),
    },
    "formats/copying.html": {"fields": ("m.fields(snippets)",)},
    "emails/button.html": {"button": ('in_table(m.button("/", "Confirm"), "table")',)},
}  # fmt: skip


class Example(NamedTuple):
    """An expression and what it prints, as HTML."""

    source: str
    html: str


class Component(NamedTuple):
    """One macro: the file that it stands in, its name, what it takes, what its comment says, and its examples."""

    file: str
    name: str
    takes: str
    words: str
    examples: tuple[Example, ...]

    @property
    def anchor(self) -> str:
        return f"{Path(self.file).stem}-{self.name}"


class Macro(NamedTuple):
    """A macro as it stands in a file."""

    file: str
    name: str
    takes: str
    words: str


def macros(folder: Path = FOLDER) -> Iterator[Macro]:
    """Every macro of the templates, by file, with the comment before it."""
    for path in sorted(folder.rglob("*.html")):
        for found in MACRO.finditer(path.read_text()):
            words = " ".join((found["words"] or "").split())
            yield Macro(str(path.relative_to(folder)), found["name"], " ".join(found["takes"].split()), words)


def components(env: Environment) -> list[Component]:
    """The macros with what their examples print."""
    names = samples() | HELPERS
    return [
        Component(*macro, tuple(shown(env, macro.file, source, names) for source in examples_of(macro)))
        for macro in macros()
    ]


def examples_of(macro: Macro) -> tuple[str, ...]:
    return EXAMPLES.get(macro.file, {}).get(macro.name, ())


def shown(env: Environment, file: str, source: str, names: Mapping[str, Any]) -> Example:
    template = env.from_string(f'{{% import "{file}" as m with context %}}{{{{ {source} }}}}')
    return Example(source, template.render(names))


def closed(names: str) -> Markup:
    """The ends of elements that a macro leaves open for the next one."""
    return Markup("".join(f"</{name}>" for name in names.split()))


def in_table(cells: Markup, kind: str = "row") -> Markup:
    """Cells or rows where a browser accepts them."""
    inside = f"<tr>{cells}</tr>" if kind == "row" else str(cells)
    return Markup(f"<table><tbody>{inside}</tbody></table>")


def in_strip(mark: Markup) -> Markup:
    """A mark on a strip of the tape."""
    return Markup(f'<svg class="tp" height="78" aria-hidden="true">{mark}</svg>')


def as_code(html: Markup) -> Markup:
    """What shows nothing by itself, or opens over the page, as the text of its markup."""
    return Markup('<p class="small"><code>{}</code></p>').format(" ".join(html.split()))


HELPERS = {"close": closed, "in_table": in_table, "in_strip": in_strip, "shown_as_code": as_code}
