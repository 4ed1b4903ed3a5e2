"""A comparison is put together in one place, so every form of it has the same table and the same answers."""

import json

import pytest

from comparisons.reading import comparison
from comparisons.verdict.table import Table, build, derived
from tests.build import make_pair

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
SAID = "They differ on pricing and mascot"
pytestmark = pytest.mark.django_db


def with_mascots(profiles):
    """The decision table with one row more."""
    mascots = derived("mascot", "Mascot", [f"The {profile.slug} bird" for profile in profiles])
    return Table((*build(profiles).rows, mascots))


def by_protocol(client):
    arguments = {"slugs": ["code-llama-4", "mistral-3-small"]}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
               "params": {"name": "compare_tools", "arguments": arguments}}  # fmt: skip
    return client.post("/mcp", json.dumps(message), content_type="application/json").content.decode()


def test_a_row_that_is_added_to_the_table_is_in_every_form_and_may_settle_a_tie(client, clock, monkeypatch):
    make_pair()
    monkeypatch.setattr(comparison, "build", with_mascots)
    forms = [client.get(address).content.decode() for address in (MAIN, f"{MAIN}.json", f"{MAIN}.md", f"/api/v1{MAIN}")]
    for text in (*forms, by_protocol(client)):
        assert "The code-llama-4 bird" in text
        assert SAID in text
