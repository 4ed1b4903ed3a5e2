"""The description keeps its word: it is valid, every answer has the shape it promises, and whatever it allows is
answered without a breakdown."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from comparisons.reading.changes import KINDS as CHANGE_KINDS
from reviews.models import Review
from reviews.personas import ORDER
from tests.comparisons.conftest import MAIN
from tests.comparisons.formats.test_answers import ANSWERS
from tools.states import State
from tools.values import Kind

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
NAMES = {
    f"{MAIN}.json": "ComparisonAnswer", f"{MAIN}.json?w=builder:3": "ComparisonAnswer",
    f"/api/v1{MAIN}": "ComparisonAnswer", "/tools/code-llama-4.json": "ToolAnswer",
    "/tools/nothing-known.json": "ToolAnswer", "/tools/half-reviewed.json": "ToolAnswer",
    "/compare/half-reviewed-vs-nothing-known.json": "ComparisonAnswer", "/api/v1/tools": "ToolList",
    "/api/v1/search?q=llama": "ToolList", "/api/v1/reviews": "ReviewList", "/api/v1/changes": "ChangeList",
    "/api/v1/categories": "CategoryList", "/tools/nobody.json": "Problem", "/api/v1/tools?sort=x": "Problem",
}  # fmt: skip
FORMATS = Draft202012Validator.FORMAT_CHECKER
CHECKS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_headers_conformance,
    checks.response_schema_conformance, checks.unsupported_method,
]  # fmt: skip
KNOWN = {"slug": "code-llama-4", "matchup": MAIN.removeprefix("/compare/")}


@pytest.fixture
def document(client, cast):
    return client.get("/api/v1/openapi.json").json()


def test_the_description_is_valid(document):
    validate(document)


@pytest.mark.parametrize(("address", "name"), NAMES.items())
def test_an_answer_has_the_shape_that_was_promised(client, document, address, name):
    shape = SCHEMA | {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    problems = list(Draft202012Validator(shape).iter_errors(client.get(address).json()))
    assert problems == []


def test_every_path_of_the_description_is_asked_above(document):
    asked = {address.split("?")[0] for address, _ in ANSWERS}
    for path in document["paths"]:
        assert path.replace("{slug}", "code-llama-4").replace("{matchup}", MAIN.removeprefix("/compare/")) in asked


def test_examples_and_choices_of_the_description_fit_it(document):
    seen = 0
    for operation in (methods["get"] for methods in document["paths"].values()):
        for parameter in operation["parameters"]:
            shape = Draft202012Validator(parameter["schema"], format_checker=FORMATS)
            for value in (*parameter["schema"].get("examples", []), *parameter["schema"].get("enum", [])):
                assert shape.is_valid(value), (operation["operationId"], parameter["name"], value)
                seen += 1
    assert seen > 25


def test_the_values_that_a_text_is_said_to_have_are_those_that_the_site_writes(document):
    shapes = {name: shape["properties"] for name, shape in document["components"]["schemas"].items()}
    listed = {
        ("Fact", "kind"): list(Kind), ("Fact", "state"): list(State), ("Review", "verdict"): Review.Verdict.values,
        ("Review", "author_kind"): Review.AuthorKind.values, ("Review", "basis"): Review.Basis.values,
        ("Review", "persona"): list(ORDER), ("Change", "kind"): list(CHANGE_KINDS),
    }  # fmt: skip
    for (shape, name), values in listed.items():
        assert shapes[shape][name]["examples"] == values, (shape, name)


def test_no_answer_promises_a_closed_choice(document):
    """A client that is made from one breaks on the first value that a later release adds."""
    closed = [name for name, shape in document["components"]["schemas"].items() if '"enum"' in json.dumps(shape)]
    assert closed == []


def test_every_shape_inside_an_answer_has_a_name(document):
    """Generators call a shape without one after where it stands, such as ComparisonAnswerWeightedType0FlipType0."""
    nameless = [
        f"{name}.{field}"
        for name, shape in document["components"]["schemas"].items()
        for field, inner in shape["properties"].items()
        if '"properties"' in json.dumps(inner)
    ]
    assert nameless == []


def asked_of(operation):
    """Ways to ask an operation: as the description allows, the same of names that exist, and against it."""
    yield operation.as_strategy()
    named = {parameter.name: KNOWN[parameter.name] for parameter in operation.path_parameters}
    if named:
        yield operation.as_strategy(path_parameters=named)
    if operation.query:
        yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, path_parameters=named or None)


# A cursor or a day that has not come is a text like any other to the description, and refused all the same. Arguments
# that no description names are ignored, and so is what HTTP cannot tell from its absence: neither is refused.
@pytest.mark.django_db(transaction=True)
def test_whatever_is_asked_is_answered_as_described(live_server, cast):
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert {operation.path for operation in operations} == set(schema.raw_schema["paths"])
    for operation in operations:
        for strategy in asked_of(operation):

            @given(case=strategy)
            @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
            def ask(case):
                case.call_and_validate(base_url=live_server.url, checks=CHECKS)

            ask()
