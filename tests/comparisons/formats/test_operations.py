"""Every operation of the interface, with every choice that it offers, over the whole demo catalogue and the odd tools:
each answer has the status, the media type, the headers and the shape that the description promises."""

import gzip
import hashlib
import json

from django.core.management import call_command
from jsonschema import Draft202012Validator

from comparisons.formats import dump
from tests.comparisons.conftest import ORIGIN
from tests.comparisons.formats.test_openapi import FORMATS, SCHEMA
from tools.models import Tool

SLUGS = ["code-llama-4", "script", "half", "bare", "gone", "frozen", "nobody"]
MATCHUPS = ["code-llama-4-vs-mistral-3-small", "arabic-vs-pipes-vs-script-vs-wide", "half-vs-other-half", "bare-vs-half",
            "gone-vs-script", "even-vs-frozen", "nobody-vs-script"]  # fmt: skip


def questions(document):
    """Every operation, bare and with each choice of each of its arguments, for tools of every kind."""
    for path, methods in document["paths"].items():
        needed = "?q=a" if path.endswith("/search") else ""
        for slug, matchup in zip(SLUGS, MATCHUPS, strict=True):
            address = path.replace("{slug}", slug).replace("{matchup}", matchup) + needed
            yield path, address
            for parameter in methods["get"]["parameters"]:
                asked = {"w": ["builder:3,founder:0"], "as_of": ["2026-11-22"], "since": ["2026-11-20"], "tool": [slug]}
                values = (
                    parameter["schema"].get("enum")
                    or parameter["schema"].get("examples")
                    or asked.get(parameter["name"], [])
                )
                yield from (
                    (path, f"{address}?{parameter['name']}={value}") for value in values if parameter["in"] == "query"
                )


def test_every_answer_of_every_operation_has_the_shape_that_was_promised(client, full):
    """Also the pages that `next` leads to, and answers that refuse."""
    document, statuses = client.get("/api/v1/openapi.json").json(), set()
    for path, address in dict.fromkeys(questions(document)):
        operation = document["paths"][path]["get"]
        while address:
            response = client.get(address)
            told = operation["responses"][str(response.status_code)]
            statuses.add(response.status_code)
            (media, content), *others = told["content"].items()
            assert (others, response.headers["Content-Type"]) == ([], media)
            shape = SCHEMA | content["schema"] | {"components": document["components"]}
            answer = response.json()
            assert list(Draft202012Validator(shape, format_checker=FORMATS).iter_errors(answer)) == [], address
            assert [name for name in told.get("headers", {}) if name not in response.headers] == [], address
            address = (answer.get("next") or "").removeprefix(ORIGIN)
    assert statuses == {200, 400, 404}


def test_the_dump_holds_to_its_own_schema_for_every_tool(client, full, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("write_dump", verbosity=0)
    shape = Draft202012Validator(json.loads((tmp_path / "data" / dump.SCHEMA).read_text()), format_checker=FORMATS)
    with gzip.open(tmp_path / "data" / dump.NAME, "rt") as lines:
        tools = [json.loads(line) for line in lines]
    assert [list(shape.iter_errors(tool)) for tool in tools] == [[]] * Tool.objects.count()
    assert {tool["tool"]["slug"] for tool in tools} > {"script", "bare", "gone", "frozen"}
    for line in (tmp_path / "data" / dump.SUMS).read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((tmp_path / "data" / name).read_bytes()).hexdigest() == digest
