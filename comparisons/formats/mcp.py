"""The Model Context Protocol over streamable HTTP, without sessions: one JSON-RPC message in, one out. Read-only."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from comparisons.formats.answers import Data, Site, list_frame, summary_data, tool_answer
from comparisons.formats.comparison import comparison_answer
from comparisons.formats.site import site_at
from comparisons.moment import Moment
from comparisons.params.filters import MAX_TYPED
from comparisons.params.matchup import MAX_TEXT, MAX_TOOLS, candidates, canonical
from comparisons.params.options import MAX_WEIGHT, BadArgument, CompareOptions, read_compare, read_day
from comparisons.reading.comparison import comparison_of
from comparisons.reading.lookup import HOW_MANY, NotThere, Unknown, named, profile_of, tool_named
from comparisons.search.nearest import say_unknown
from comparisons.search.question import search
from comparisons.verdict.sentences import NUMBERS
from reviews.personas import ORDER

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26")
PARSE, INVALID, UNKNOWN_METHOD, BAD_PARAMS = -32700, -32600, -32601, -32602
FOUND = 10
READS = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
DAY = {"type": "string", "format": "date", "description": "As it stood at the end of this day; now unless given."}


class Wrong(Exception):
    """A message that the protocol does not allow: code and words of the JSON-RPC error."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class NotPossible(Exception):
    """A call that cannot be answered. The model reads the words and can try again."""


def described(name: str, title: str, words: str, properties: Data, required: list[str]) -> Data:
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"name": name, "title": title, "description": words, "inputSchema": schema, "annotations": READS}


TOOLS = (
    described(
        "search_tools", "Search tools", "Find AI tools by name, also a misspelt or former one. Gives slugs for the "
        "other calls.", {"query": {"type": "string", "minLength": 1, "maxLength": MAX_TYPED}}, ["query"],
    ),
    described(
        "get_tool", "Get a tool", "One tool: panel verdict, reviews, community tally, facts with source, date and "
        "state. What nobody knows is null.", {"slug": {"type": "string"}, "as_of": DAY}, ["slug"],
    ),
    described(
        "compare_tools", "Compare tools", f"Two to {NUMBERS[MAX_TOOLS]} tools compared: who leads, by how much, "
        "who disagrees, and the decision table.",
        {
            "slugs": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": MAX_TOOLS},
            "weights": {
                "type": "string",
                "description": f"0 to {MAX_WEIGHT} for {', '.join(ORDER)}, such as builder:3,founder:0.",
            },
            "as_of": DAY,
        },
        ["slugs"],
    ),
)  # fmt: skip


def respond(message: Any, moment_for: Callable[[set[str]], Moment]) -> Data | None:
    """The answer to one message; None for a notification. `moment_for(names)` reads the moment with their tallies."""
    try:
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            raise Wrong(INVALID, "expected one JSON-RPC 2.0 message")
        if "method" not in message or "id" not in message:
            return None
        params = message.get("params") or {}
        if not isinstance(message["method"], str) or not isinstance(params, dict):
            raise Wrong(INVALID, "expected a method and named parameters")
        return reply(message, result=answer(message["method"], params, moment_for))
    except Wrong as wrong:
        return reply(message, error={"code": wrong.code, "message": str(wrong)})


def reply(message: Any, **content: Any) -> Data:
    number = message.get("id") if isinstance(message, dict) else None
    return {"jsonrpc": "2.0", "id": number if isinstance(number, int | str) else None, **content}


def answer(method: str, params: Data, moment_for: Callable[[set[str]], Moment]) -> Data:
    if method == "initialize":
        return hello(params, site_at(moment_for(set())))
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": list(TOOLS)}
    if method == "tools/call":
        return called(params, moment_for)
    raise Wrong(UNKNOWN_METHOD, f"no such method: {method[:60]}")


def hello(params: Data, site: Site) -> Data:
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": site.name.lower(), "title": site.name, "version": "1"},
        "instructions": f"Verdicts and dated facts about AI tools. Cite `url`; say the date and the state of a fact "
        f"with it. Null means that nobody knows. Data: {site.licence}.",
    }


def called(params: Data, moment_for: Callable[[set[str]], Moment]) -> Data:
    call = CALLS.get(str(params.get("name")))
    arguments = params.get("arguments") or {}
    if call is None or not isinstance(arguments, dict):
        raise Wrong(BAD_PARAMS, f"expected a call of {', '.join(CALLS)} with named arguments")
    try:
        found = call(arguments, moment_for)
    except Unknown as error:
        return refusal(f"{say_unknown(error, moment_for(set()))} Use search_tools to find the slug.")
    except (NotPossible, BadArgument, NotThere) as error:
        return refusal(str(error))
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return {"content": [{"type": "text", "text": text}], "structuredContent": found, "isError": False}


def refusal(words: str) -> Data:
    return {"content": [{"type": "text", "text": words}], "isError": True}


def text_in(arguments: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    value = arguments.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or "\0" in value or not value.strip() or len(value) > MAX_TEXT:
        raise NotPossible(f"{name}: expected a text")
    return value.strip()


def search_tools(arguments: Data, moment_for: Callable[[set[str]], Moment]) -> Data:
    moment = moment_for(set())
    found = search(text_in(arguments, "query"), moment, FOUND)
    counted, site = moment.with_tallies(profile.head.id for profile in found.profiles), site_at(moment)
    tools = [summary_data(profile_of(profile.head, CompareOptions(), counted), site) for profile in found.profiles]
    return {**list_frame(site, "/tools", moment.today), "q": found.q, "cut": found.cut, "tools": tools}


def get_tool(arguments: Data, moment_for: Callable[[set[str]], Moment]) -> Data:
    slug = text_in(arguments, "slug").lower()
    moment = moment_for({slug})
    options = CompareOptions(as_of=read_day({"as_of": [text_in(arguments, "as_of", needed=False)]}, moment.today))
    return tool_answer(
        profile_of(tool_named(slug, moment), options, moment), site_at(moment), moment.today, options.as_of
    )


def compare_tools(arguments: Data, moment_for: Callable[[set[str]], Moment]) -> Data:
    slugs = arguments.get("slugs")
    if not isinstance(slugs, list) or not 2 <= len(slugs) <= MAX_TOOLS:
        raise NotPossible(f"slugs: {HOW_MANY}")
    text = canonical(text_in({"slugs": slug}, "slugs").lower() for slug in slugs)
    moment = moment_for(candidates(text))
    asked = {"w": text_in(arguments, "weights", needed=False), "as_of": text_in(arguments, "as_of", needed=False)}
    options = read_compare({name: [value] for name, value in asked.items()}, moment.today)
    found = named(text, moment)
    if len(found.heads) < 2:
        raise NotPossible(f"slugs: {HOW_MANY} All of these name {found.text}; get_tool tells about one.")
    return comparison_answer(comparison_of(found.heads, options, moment), site_at(moment), moment.today)


CALLS: dict[str, Callable[[Data, Callable[[set[str]], Moment]], Data]] = {
    "search_tools": search_tools, "get_tool": get_tool, "compare_tools": compare_tools,
}  # fmt: skip
