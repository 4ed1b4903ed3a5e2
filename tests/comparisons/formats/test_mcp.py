"""/mcp, asked by the official client over a real connection, and by those who do not keep to the protocol."""

import json
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

pytestmark = pytest.mark.django_db


def post(client, body, **more):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/mcp", text, "application/json", **more)


def message(method, number=1, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


@pytest.mark.django_db(transaction=True)
def test_the_official_client_lists_and_calls_the_tools(live_server, cast, settings):
    settings.ALLOWED_HOSTS = ["*"]

    async def talk():
        async with (
            streamable_http_client(f"{live_server.url}/mcp") as streams,
            ClientSession(streams[0], streams[1]) as session,
        ):
            hello = await session.initialize()
            listed = await session.list_tools()
            found = await session.call_tool("search_tools", {"query": "mistrl"})
            tool = await session.call_tool("get_tool", {"slug": "cl4"})
            both = await session.call_tool(
                "compare_tools", {"slugs": ["mistral-3-small", "cl4"], "weights": "founder:3"}
            )
            missing = await session.call_tool("get_tool", {"slug": "nobody"})
            return hello, listed, found, tool, both, missing

    # In a thread of its own: the browser tests leave an event loop in this one.
    with ThreadPoolExecutor(1) as other:
        hello, listed, found, tool, both, missing = other.submit(anyio.run, talk).result()
    assert [one.name for one in listed.tools] == ["search_tools", "get_tool", "compare_tools"]
    words = [json.loads(answer.content[0].text) for answer in (found, tool, both)]
    assert words[0]["tools"][0]["slug"] == "mistral-3-small"
    assert [answer["licence"]["spdx"] for answer in words] == ["CC-BY-4.0"] * 3
    assert all(answer["url"] and answer["date"] for answer in words)
    assert words[1]["tool"]["slug"] == "code-llama-4"
    assert words[2]["result"]["totals"] == {"code-llama-4": 298, "mistral-3-small": 295}
    assert "search_tools" in missing.content[0].text
    assert hello is not None


def test_it_only_answers_post_and_keeps_no_session(client, cast):
    assert client.get("/mcp").status_code == 405
    assert client.delete("/mcp").status_code == 405
    assert client.options("/mcp").status_code == 204
    response = post(client, message("ping"))
    assert response.json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert "Mcp-Session-Id" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202


@pytest.mark.parametrize("version", ["2025-06-18", "2025-03-26", "1999-01-01"])
def test_the_version_is_one_that_both_speak(client, cast, version):
    result = post(client, message("initialize", protocolVersion=version)).json()["result"]
    assert result["protocolVersion"] == (version if version.startswith("2025") else "2025-11-25")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", -32700), ("{", -32700), (b"\xff\xfe", -32700), ("[" * 50_000, -32700), ("x" * 99_000, -32700),
        ("[]", -32600), ("null", -32600), ('"x"', -32600), ({"id": 1, "method": "ping"}, -32600),
        (message("nope"), -32601), (message("tools/call"), -32602), (message("tools/call", name="drop_tables"), -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600), ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, -32600),
        (message("tools/call", name="get_tool", arguments=[1]), -32602),
    ],
)  # fmt: skip
def test_what_is_no_message_is_told_so(client, cast, body, code):
    response = post(client, body)
    assert response.status_code in {200, 400}
    assert response.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("get_tool", {}), ("get_tool", {"slug": 5}), ("get_tool", {"slug": "a\0b"}), ("get_tool", {"slug": "x" * 9999}),
        ("get_tool", {"slug": "draft"}), ("get_tool", {"slug": "cl4", "as_of": "2030-01-01"}), ("search_tools", {"query": ""}),
        ("compare_tools", {"slugs": "cl4"}), ("compare_tools", {"slugs": ["cl4"]}), ("compare_tools", {"slugs": [1, 2]}),
        ("compare_tools", {"slugs": ["cl4", "code-llama-4"]}), ("compare_tools", {"slugs": ["cl4", None]}),
        ("compare_tools", {"slugs": ["cl4", "mistral-3-small"], "weights": "builder:9"}),
        ("compare_tools", {"slugs": ["a"] * 5}),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_answered_tells_the_model_why(client, cast, name, arguments):
    result = post(client, message("tools/call", name=name, arguments=arguments)).json()["result"]
    assert result["isError"] is True
    assert result["content"][0]["text"]


def test_calls_change_nothing_and_are_limited(client, cast, settings):
    settings.API_PER_MINUTE = 1
    assert post(client, message("ping"), REMOTE_ADDR="8.8.8.8").status_code == 200
    assert post(client, message("ping"), REMOTE_ADDR="8.8.8.8").status_code == 429
