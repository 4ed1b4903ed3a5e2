"""The description of the interface (OpenAPI 3.1), for machines and, printed by a template, for people. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from comparisons.formats.answers import Data, Site, licence_of
from comparisons.formats.schemas import SCHEMAS
from comparisons.params.matchup import MAX_TOOLS
from comparisons.params.options import MAX_WEIGHT
from comparisons.verdict.sentences import NUMBERS
from reviews.personas import ORDER

API = "/api/v1"


class Choices(NamedTuple):
    """What lists can be narrowed and sorted by."""

    categories: Sequence[str]
    filters: Mapping[str, tuple[str, Mapping[str, str]]]
    sorts: Sequence[str]


def document(site: Site, choices: Choices) -> Data:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site.name} API",
            "version": "1",
            "summary": "Facts, reviews and verdicts about AI tools, as on the pages.",
            "description": "Read-only, without a key. Every answer carries an ETag: send it back as If-None-Match and "
            "an answer that has not changed is 304. What nobody knows is null.",
            "license": {"name": licence_of(site)["spdx"], "url": licence_of(site)["url"]},
        },
        "servers": [{"url": site.origin}],
        "paths": paths(choices),
        "components": {"schemas": SCHEMAS},
    }


def paths(choices: Choices) -> Data:
    category = {"type": "string", "examples": list(choices.categories)}
    return {
        f"{API}/tools": get(
            "listTools", "Tools, filtered and sorted, 24 at a time.", "ToolList",
            query("category", "Only tools of this category, by slug.", category),
            *filters(choices),
            query("sort", "What comes first; points unless told otherwise.", among(choices.sorts)), after(),
        ),
        f"{API}/tools/{{slug}}": get(
            "getTool", "One tool: panel, facts with states, reviews, latest changes.", "ToolAnswer",
            within("slug", "The slug of the tool, or one of its other names."), as_of(), missing=True,
        ),
        f"{API}/compare/{{matchup}}": get(
            "compareTools", f"Two to {NUMBERS[MAX_TOOLS]} tools compared: verdict, decision table, scorecard.",
            "ComparisonAnswer",
            within("matchup", "Slugs joined by -vs-, such as code-llama-4-vs-mistral-3-small."),
            query("w", f"Your weights, 0 to {MAX_WEIGHT}, such as builder:3,founder:0. Reviewers: {', '.join(ORDER)}.",
                  {"type": "string", "examples": ["builder:3,founder:0"]}), as_of(), missing=True,
        ),
        f"{API}/search": get(
            "searchTools", "Tools by name, also a misspelt or former one.", "ToolList",
            {**query("q", "A name or a part of one.", {"type": "string", "minLength": 1}), "required": True},
        ),
        f"{API}/changes": get(
            "listChanges", "What changed, the oldest first, 50 at a time.", "ChangeList",
            query("since", "From the start of this day on.", {"type": "string", "format": "date"}),
            after(),
        ),
        f"{API}/reviews": get(
            "listReviews", "Current reviews, the last filed first, 50 at a time.", "ReviewList",
            query("persona", "Only this reviewer's.", among(list(ORDER))),
            query("tool", "Only of this tool, by slug.", {"type": "string"}), after(),
        ),
        f"{API}/categories": get("listCategories", "All categories that have a tool.", "CategoryList"),
    }  # fmt: skip


def filters(choices: Choices) -> list[Data]:
    return [
        query(name, f"{label}: only these.", among(list(words))) for name, (label, words) in choices.filters.items()
    ]


def get(name: str, summary: str, schema: str, *parameters: Data, missing: bool = False) -> Data:
    responses: Data = {
        "200": {"description": "As it stands.", "content": json_of(schema), "headers": HEADERS},
        "400": refusal("An argument cannot be meant; `field` names it."),
        "429": refusal("Too many requests from this network; Retry-After says when to come back.")
        | {"headers": TOO_MANY},
        "503": refusal("The database does not answer just now; Retry-After says when to come back.")
        | {"headers": {"Retry-After": header("Seconds.", "integer")}},
    }
    if missing:
        responses["301"] = {
            "description": "Another name or order of the same; Location is the one address.",
            "headers": {"Location": header("The address, from the root of the site.")},
        }
        responses["404"] = refusal("No public record has this name, or not on that day.")
        responses["410"] = refusal("A tool of this name was taken off the site; `detail` says why.")
    responses["304"] = {"description": "Nothing has changed since the ETag that you sent."}
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": responses}}


def header(words: str, kind: str = "string") -> Data:
    return {"schema": {"type": kind}, "description": words}


POLICY = {"RateLimit-Policy": header("How many requests (q) of one network reach the site in so many seconds (w).")}
HEADERS: Data = {"ETag": header("Send it back as If-None-Match."), **POLICY}
TOO_MANY: Data = {
    "Retry-After": header("Seconds.", "integer"),
    "RateLimit": header("How many requests are left (r), and in how many seconds the count begins anew (t)."),
    **POLICY,
}


def json_of(schema: str, media: str = "application/json") -> Data:
    return {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def refusal(words: str) -> Data:
    return {"description": words, "content": json_of("Problem", "application/problem+json")}


def query(name: str, words: str, schema: Any) -> Data:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def within(name: str, words: str) -> Data:
    schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def as_of() -> Data:
    return query("as_of", "As it stood at the end of this day.", {"type": "string", "format": "date"})


def after() -> Data:
    return query("after", "The cursor of the page before; its next holds the whole address.", {"type": "string"})


def among(values: Sequence[str]) -> Data:
    return {"type": "string", "enum": list(values)}
