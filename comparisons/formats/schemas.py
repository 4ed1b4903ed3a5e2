"""The shapes of the answers, as JSON Schema (2020-12): what the OpenAPI document and the dump promise. Pure."""

from comparisons.formats.answers import COMPARISON, TOOL, Data
from comparisons.params.matchup import MAX_TOOLS
from comparisons.verdict.sentences import NUMBERS
from reviews.personas import FULL_PANEL, MAX_POINTS, MAX_SCORE, ORDER
from tools.states import State

TEXT: Data = {"type": "string"}
WHOLE: Data = {"type": "integer", "minimum": 0}
TRUTH: Data = {"type": "boolean"}
DAY: Data = {"type": "string", "format": "date"}
# Of this site. Addresses that editors recorded are texts: browsers take more than the format allows.
ADDRESS: Data = {"type": "string", "format": "uri"}
PERSONA: Data = {"type": "string", "enum": list(ORDER)}
SCORE: Data = {"type": "integer", "minimum": 0, "maximum": MAX_SCORE}


def maybe(shape: Data) -> Data:
    """The shape, or null: nobody knows."""
    return {"anyOf": [shape, {"type": "null"}]}


def record(words: str, optional: tuple[str, ...] = (), **fields: Data) -> Data:
    required = [name.rstrip("_") for name in fields if name.rstrip("_") not in optional]
    properties = {name.rstrip("_"): shape for name, shape in fields.items()}
    return {"type": "object", "description": words, "properties": properties, "required": required}


def many(shape: Data) -> Data:
    return {"type": "array", "items": shape}


def by_slug(shape: Data) -> Data:
    return {"type": "object", "additionalProperties": shape}


def ref(name: str) -> Data:
    return {"$ref": f"#/components/schemas/{name}"}


LICENCE = record("The licence of the data.", spdx=TEXT, url=ADDRESS)
ANSWER = record("One sentence, and what stands behind it.", line=TEXT, detail=TEXT)
FACT = record(
    "One dated statement. Its state is derived from its last check.",
    key=TEXT, label=TEXT, kind={"enum": ["text", "number", "yes-no", "price"]}, unit=maybe(TEXT),
    value={"type": ["string", "number", "boolean", "object"]}, text=TEXT, state={"enum": [s.value for s in State]},
    source=maybe(TEXT), quote=maybe(TEXT), checked_on=maybe(DAY), method=maybe(TEXT), recorded_on=DAY,
)  # fmt: skip
REVIEW = record(
    "One reviewer's dated judgement, and who wrote it.", optional=("id", "tool", "recorded_at"),
    persona=PERSONA, name=TEXT, score=SCORE, out_of={"const": MAX_SCORE}, verdict={"enum": ["ship", "skip"]}, text=TEXT,
    reviewed_on=maybe(DAY), author=TEXT, author_kind={"enum": ["person", "model"]},
    basis={"enum": ["used it", "read about it"]}, rubric=TEXT, id=WHOLE, tool=TEXT, recorded_at=TEXT,
)  # fmt: skip
CHANGE = record(
    "What took the place of what; `to` is null for a withdrawal.",
    optional=("id", "kind", "at", "tool", "name", "key", "source"),
    what=TEXT, from_=maybe(TEXT), to=maybe(TEXT), on=DAY, why=maybe(TEXT), id=TEXT,
    kind={"enum": ["fact", "fact-withdrawn", "review", "review-withdrawn"]}, at=TEXT, tool=TEXT, name=TEXT, key=TEXT,
    source=maybe(TEXT),
)  # fmt: skip
PANEL = record(
    f"What follows from the current reviews. Points only when all {NUMBERS[FULL_PANEL]} are filed.",
    call={"enum": ["ship", "skip", "split", "none"]}, label=TEXT, percent=maybe(WHOLE), ships=WHOLE, skips=WHOLE,
    filed=WHOLE, personas=WHOLE, points=maybe(WHOLE), out_of={"const": MAX_POINTS}, spread=maybe(WHOLE),
    missing=many(PERSONA), dissenters=many(PERSONA), reviewed_on=maybe(DAY),
)  # fmt: skip
COMMUNITY = record(
    "The exact tally of counted votes. No percentage under five votes.",
    votes=WHOLE, ship=WHOLE, skip=WHOLE, percent=maybe(WHOLE), frozen_on=maybe(DAY),
)  # fmt: skip
NAMED = record("A category.", slug=TEXT, name=TEXT)
TOOL_SHAPE = record(
    "One tool.", optional=("description", "reviews", "changes"),
    slug=TEXT, url=ADDRESS, name=TEXT, vendor=maybe(TEXT), category=NAMED, tagline=TEXT, best_for=many(TEXT),
    skip_if=many(TEXT), description=maybe(TEXT), website=maybe(TEXT), published_at=maybe(TEXT), discontinued=TRUTH,
    discontinued_on=maybe(DAY), discontinued_because=maybe(TEXT), price_flag=maybe({"enum": ["Free", "Paid"]}),
    panel=ref("Panel"), community=ref("Community"), facts=many(ref("Fact")), reviews=many(ref("Review")),
    changes=many(ref("Change")),
)  # fmt: skip
RESULT = record(
    "The verdict. Null where no reviewer has scored every tool, or where nobody leads. A discontinued tool is not "
    "judged: with fewer than two others there is no verdict, and its own numbers are null where it lacks a review.",
    comparable=TRUTH, band=maybe({"enum": ["Dead heat", "Edge", "Clear", "Rout"]}), lead=maybe(WHOLE),
    out_of=maybe(WHOLE), totals=maybe(by_slug(maybe(WHOLE))), leader=maybe(TEXT), winner=maybe(TEXT),
    discontinued=many(TEXT), unanimous=TRUTH, agreement=TEXT, which=ANSWER, margin=ANSWER, dissent=ANSWER, summary=TEXT,
    cards=many(record(
        "One reviewer's scores.", persona=PERSONA, scores=by_slug(maybe(SCORE)), winner=maybe(TEXT), gap=WHOLE,
    )),
)  # fmt: skip
WEIGHTED = record(
    "The result under your weights, and the smallest change of one weight that would make another tool lead.",
    weights=by_slug(WHOLE), means=by_slug(maybe(TEXT)), leader=maybe(TEXT),
    flip=maybe(record("", persona=PERSONA, from_=WHOLE, to=WHOLE, leader=TEXT)),
)  # fmt: skip
CELL = record(
    "What one tool has in a row. `missing` says why a text is null.",
    text=maybe(TEXT), missing=maybe(TEXT), state=maybe({"enum": [s.value for s in State]}), source=maybe(TEXT),
    quote=maybe(TEXT), checked_on=maybe(DAY), leads=TRUTH, note=maybe(TEXT),
)  # fmt: skip
EDITOR = record(
    "An editor's own words.", headline=maybe(TEXT), bottom_line=maybe(TEXT),
    would_change=many(record("", event=TEXT, consequence=TEXT)),
)  # fmt: skip
FRAME: Data = {
    "url": ADDRESS, "json_url": ADDRESS, "markdown_url": ADDRESS, "date": DAY, "as_of": maybe(DAY), "site": TEXT,
    "demo": TRUTH, "licence": LICENCE,
}  # fmt: skip
LIST: Data = {
    "format": {"const": "versed-list/1"}, "url": ADDRESS, "date": DAY, "site": TEXT, "demo": TRUTH, "licence": LICENCE,
    "next": maybe(ADDRESS),
}  # fmt: skip
SCHEMAS: Data = {
    "ToolAnswer": record("One tool.", format={"const": TOOL}, **FRAME, tool=ref("Tool")),
    "ComparisonAnswer": record(
        f"Two to {NUMBERS[MAX_TOOLS]} tools compared.",
        format={"const": COMPARISON}, **FRAME, title=TEXT, indexed=TRUTH, headline=TEXT,
        result=ref("Result"), weighted=maybe(WEIGHTED), editor=maybe(EDITOR),
        table=many(record("One row.", key=TEXT, label=TEXT, same=TRUTH, cells=by_slug(CELL))), tools=many(ref("Tool")),
    ),
    "ToolList": record(
        "Tools. A search says what it read of the question (`q`), and whether that is less than was asked (`cut`).",
        optional=("total", "q", "cut"), **LIST, total=WHOLE, q=TEXT, cut=TRUTH, tools=many(ref("Tool")),
    ),
    "ReviewList": record("Reviews.", **LIST, reviews=many(ref("Review"))),
    "ChangeList": record("Changes.", **LIST, changes=many(ref("Change"))),
    "CategoryList": record(
        "Categories.", **LIST,
        categories=many(record("", slug=TEXT, url=ADDRESS, name=TEXT, description=maybe(TEXT), tools=WHOLE)),
    ),
    "Problem": record(
        "What went wrong (RFC 9457).", optional=("field",), type=TEXT, title=TEXT, status=WHOLE, detail=TEXT,
        field=TEXT,
    ),
    "Tool": TOOL_SHAPE, "Panel": PANEL, "Community": COMMUNITY, "Fact": FACT, "Review": REVIEW, "Change": CHANGE,
    "Result": RESULT,
}  # fmt: skip
