"""The shapes of the answers, as JSON Schema (2020-12): what the OpenAPI document and the dump promise. Pure.

Clients are generated from these. So every shape has a name of its own, a choice that may grow is a text that lists the
values known today (a client made from a closed one breaks on the first new value), and a moment says its format.
"""

from collections.abc import Iterable

from comparisons.formats.answers import COMPARISON, LIST, TOOL, Data
from comparisons.params.matchup import MAX_TOOLS
from comparisons.verdict.head_to_head import Band
from comparisons.verdict.sentences import NUMBERS
from reviews.panel import Call
from reviews.personas import FULL_PANEL, MAX_SCORE, ORDER
from tools.states import State
from tools.values import Kind

TEXT: Data = {"type": "string"}
NUMBER: Data = {"type": "number"}
WHOLE: Data = {"type": "integer", "minimum": 0}
TRUTH: Data = {"type": "boolean"}
DAY: Data = {"type": "string", "format": "date"}
MOMENT: Data = {"type": "string", "format": "date-time"}
# Of this site. Addresses that editors recorded are texts: browsers take more than the format allows.
ADDRESS: Data = {"type": "string", "format": "uri"}
SCORE: Data = {"type": "integer", "minimum": 0, "maximum": MAX_SCORE}


def known(words: str, values: Iterable[str]) -> Data:
    """A text that has one of these values today; a later release may add one."""
    listed = list(values)
    return {"type": "string", "description": f"{words}: {', '.join(listed)}; others may come.", "examples": listed}


def same(text: str) -> Data:
    """The one value that this release writes."""
    return {"type": "string", "const": text}


def maybe(shape: Data) -> Data:
    """The shape, or null: nobody knows."""
    return {"anyOf": [shape, {"type": "null"}]}


def shape_of(words: str, optional: tuple[str, ...] = (), **fields: Data) -> Data:
    required = [name.rstrip("_") for name in fields if name.rstrip("_") not in optional]
    properties = {name.rstrip("_"): shape for name, shape in fields.items()}
    return {"type": "object", "description": words, "properties": properties, "required": required}


def many(shape: Data) -> Data:
    return {"type": "array", "items": shape}


def by_slug(shape: Data) -> Data:
    return {"type": "object", "additionalProperties": shape}


def ref(name: str) -> Data:
    return {"$ref": f"#/components/schemas/{name}"}


PERSONA = known("A reviewer", ORDER)
VERDICT = known("A verdict", ("ship", "skip"))
STATE = known("How far a fact can be trusted", (state.value for state in State))
OUT_OF = {"type": "integer", "description": "The most that can be reached."}

PARTS: Data = {
    "Licence": shape_of("The licence of the data.", spdx=TEXT, url=ADDRESS),
    "Category": shape_of("A category.", slug=TEXT, name=TEXT),
    "Sentence": shape_of("One sentence, and what stands behind it.", line=TEXT, detail=TEXT),
    "Price": shape_of(
        "An amount of money. Free and Contact sales are texts instead.", optional=("to", "from", "other"),
        amount=NUMBER, currency={**TEXT, "description": "Three letters (ISO 4217)."},
        per={**TEXT, "description": "What one pays the amount for: month, million tokens …"},
        to={**NUMBER, "description": "The upper end of a range."}, from_={**TRUTH, "description": "It begins there."},
        other={**TRUTH, "description": "`per` is an editor's own words, and is not compared."},
    ),
    "Fact": shape_of(
        "One dated statement. Its state is derived from its last check.",
        key=TEXT, label=TEXT, kind=known("What the value is", (kind.value for kind in Kind)), unit=maybe(TEXT),
        value={"anyOf": [ref("Price"), TEXT, NUMBER, TRUTH]}, text=TEXT, state=STATE,
        source=maybe(TEXT), quote=maybe(TEXT), checked_on=maybe(DAY), method=maybe(TEXT), recorded_on=DAY,
    ),
    "Review": shape_of(
        "One reviewer's dated judgement, and who wrote it.", optional=("id", "tool", "recorded_at"),
        persona=PERSONA, name=TEXT, score=SCORE, out_of=OUT_OF, verdict=VERDICT, text=TEXT,
        reviewed_on=maybe(DAY), author=TEXT, author_kind=known("Who wrote it", ("person", "model")),
        basis=known("What it rests on", ("used it", "read about it")), rubric=TEXT, id=WHOLE, tool=TEXT,
        recorded_at=MOMENT,
    ),
    "Change": shape_of(
        "What took the place of what; `to` is null for a withdrawal.",
        optional=("id", "kind", "at", "tool", "name", "key", "source"),
        what=TEXT, from_=maybe(TEXT), to=maybe(TEXT), on=DAY, why=maybe(TEXT), id=TEXT,
        kind=known("What changed", ("fact", "fact-withdrawn", "review", "review-withdrawn")), at=MOMENT,
        tool=TEXT, name=TEXT, key=TEXT, source=maybe(TEXT),
    ),
    "Panel": shape_of(
        f"What follows from the current reviews. Points only when all {NUMBERS[FULL_PANEL]} are filed.",
        call=known("What the reviewers say together", (call.slug for call in Call)), label=TEXT, percent=maybe(WHOLE),
        ships=WHOLE, skips=WHOLE, filed=WHOLE, personas=WHOLE, points=maybe(WHOLE), out_of=OUT_OF,
        spread=maybe(WHOLE), missing=many(PERSONA), dissenters=many(PERSONA), reviewed_on=maybe(DAY),
    ),
    "Community": shape_of(
        "The exact tally of counted votes. No percentage under five votes.",
        votes=WHOLE, ship=WHOLE, skip=WHOLE, percent=maybe(WHOLE), frozen_on=maybe(DAY),
    ),
    "Tool": shape_of(
        "One tool.", optional=("description", "reviews", "changes"),
        slug=TEXT, url=ADDRESS, name=TEXT, vendor=maybe(TEXT), category=ref("Category"), tagline=TEXT,
        best_for=many(TEXT), skip_if=many(TEXT), description=maybe(TEXT), website=maybe(TEXT),
        published_at=maybe(MOMENT), discontinued=TRUTH, discontinued_on=maybe(DAY), discontinued_because=maybe(TEXT),
        price_flag=maybe(known("Whether it costs anything", ("Free", "Paid"))), panel=ref("Panel"),
        community=ref("Community"), facts=many(ref("Fact")), reviews=many(ref("Review")), changes=many(ref("Change")),
    ),
    "Scorecard": shape_of(
        "One reviewer's scores.", persona=PERSONA, scores=by_slug(maybe(SCORE)), winner=maybe(TEXT), gap=WHOLE,
    ),
    "Result": shape_of(
        "The verdict. Null where no reviewer has scored every tool, or where nobody leads. A discontinued tool is not "
        "judged: with fewer than two others there is no verdict, and its own numbers are null where it lacks a review.",
        comparable=TRUTH, band=maybe(known("How far ahead the leader is", (band.value for band in Band))),
        lead=maybe(WHOLE), out_of=maybe(WHOLE), totals=maybe(by_slug(maybe(WHOLE))), leader=maybe(TEXT),
        winner=maybe(TEXT), discontinued=many(TEXT), unanimous=TRUTH, agreement=TEXT, which=ref("Sentence"),
        margin=ref("Sentence"), dissent=ref("Sentence"), summary=TEXT, cards=many(ref("Scorecard")),
    ),
    "Flip": shape_of(
        "The smallest change of one weight that makes another tool lead.",
        persona=PERSONA, from_=WHOLE, to=WHOLE, leader=TEXT,
    ),
    "Weighted": shape_of(
        "The result under your weights.",
        weights=by_slug(WHOLE), means=by_slug(maybe(TEXT)), leader=maybe(TEXT), flip=maybe(ref("Flip")),
    ),
    "Cell": shape_of(
        "What one tool has in a row. `missing` says why a text is null.",
        text=maybe(TEXT), missing=maybe(TEXT), state=maybe(STATE), source=maybe(TEXT), quote=maybe(TEXT),
        checked_on=maybe(DAY), leads=TRUTH, note=maybe(TEXT),
    ),
    "Row": shape_of("One row of the decision table.", key=TEXT, label=TEXT, same=TRUTH, cells=by_slug(ref("Cell"))),
    "Consequence": shape_of("What would change the verdict.", event=TEXT, consequence=TEXT),
    "Editor": shape_of(
        "An editor's own words.", headline=maybe(TEXT), bottom_line=maybe(TEXT), would_change=many(ref("Consequence")),
    ),
    "Shelf": shape_of("A category, with how many tools are in it.",
        slug=TEXT, url=ADDRESS, name=TEXT, description=maybe(TEXT), tools=WHOLE,
    ),
}  # fmt: skip
ABOUT: Data = {"url": ADDRESS, "date": DAY, "site": TEXT, "demo": TRUTH, "licence": ref("Licence")}
PAGE: Data = {**ABOUT, "json_url": ADDRESS, "markdown_url": ADDRESS, "as_of": maybe(DAY)}
PART: Data = {**ABOUT, "format": same(LIST), "next": maybe(ADDRESS)}
SCHEMAS: Data = PARTS | {
    "ToolAnswer": shape_of("One tool.", format=same(TOOL), **PAGE, tool=ref("Tool")),
    "ComparisonAnswer": shape_of(
        f"Two to {NUMBERS[MAX_TOOLS]} tools compared.",
        format=same(COMPARISON), **PAGE, title=TEXT, indexed=TRUTH, headline=TEXT, result=ref("Result"),
        weighted=maybe(ref("Weighted")), editor=maybe(ref("Editor")), table=many(ref("Row")), tools=many(ref("Tool")),
    ),
    "ToolList": shape_of(
        "Tools. A search says what it read of the question (`q`), and whether that is less than was asked (`cut`).",
        optional=("total", "q", "cut"), **PART, total=WHOLE, q=TEXT, cut=TRUTH, tools=many(ref("Tool")),
    ),
    "ReviewList": shape_of("Reviews.", **PART, reviews=many(ref("Review"))),
    "ChangeList": shape_of("Changes.", **PART, changes=many(ref("Change"))),
    "CategoryList": shape_of("Categories.", **PART, categories=many(ref("Shelf"))),
    "Problem": shape_of(
        "What went wrong (RFC 9457).", optional=("field",), type=TEXT, title=TEXT, status=WHOLE, detail=TEXT,
        field=TEXT,
    ),
}  # fmt: skip
