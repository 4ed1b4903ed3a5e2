"""Clients that others' generators make from the description of the API, for Python and for TypeScript: they compile, and
read every tool of the demo as it is recorded."""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from comparisons.models import Standing
from tools.models import Fact, Tool
from tools.values import Kind

HERE, ROOT = Path(__file__).parent, Path(__file__).resolve().parents[2]
# A server in a thread needs committed rows. Django empties the tables after such a test, and runs them last.
pytestmark = pytest.mark.django_db(transaction=True)
NPM = ["npm", "ci", "--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund"]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


@pytest.fixture
def site(live_server):
    """A server with the demo."""
    call_command("import_catalog", str(ROOT / "fixtures/demo.json"), verbosity=0)
    return live_server


@pytest.fixture
def description(site, client, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_bytes(client.get("/api/v1/openapi.json").content)
    return path


def recorded() -> dict[str, dict[str, Any]]:
    """What each tool's client must have read: its name, its points, and each price by its key, as a text."""
    prices: dict[str, dict[str, str]] = {}
    current = Fact.objects.filter(attribute__kind=Kind.PRICE, superseded_at=None).select_related("tool", "attribute")
    for fact in current:
        if fact.value is not None:
            prices.setdefault(fact.tool.slug, {})[fact.attribute.key] = price_of(fact.value)
    points = dict(Standing.objects.values_list("tool__slug", "points"))
    return {
        tool.slug: {"name": tool.name, "points": points[tool.slug], "prices": prices.get(tool.slug, {})}
        for tool in Tool.objects.all()
    }


def price_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    amount = float(value["amount"])
    digits = repr(int(amount) if amount.is_integer() else amount)
    return f"{digits} {value['currency']} per {value['per']}"


def test_a_client_in_python_reads_every_tool(site, description, tmp_path, monkeypatch):
    program = Path(sys.executable).with_name("openapi-python-client")
    # ruff lays the client out; the generator looks for it beside this Python
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    run(
        program, "generate", "--path", description, "--meta", "none", "--fail-on-warning",
        "--output-path", tmp_path / "versed_client", cwd=tmp_path,
    )  # fmt: skip
    run(sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "versed_client/models", cwd=tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    api = {
        name: importlib.import_module(f"versed_client.api.default.{name}")
        for name in ("list_tools", "get_tool", "compare_tools")
    }
    price = importlib.import_module("versed_client.models.price").Price
    problem = importlib.import_module("versed_client.models.problem").Problem
    client = importlib.import_module("versed_client.client").Client(base_url=site.url)

    def amount_of(value: Any) -> str:
        return price_of(value.to_dict()) if isinstance(value, price) else value

    read = {}
    for slug in Tool.objects.values_list("slug", flat=True):
        tool = api["get_tool"].sync(slug, client=client).tool
        prices = {fact.key: amount_of(fact.value) for fact in tool.facts if fact.kind == "price"}
        read[tool.slug] = {"name": tool.name, "points": tool.panel.points, "prices": prices}
    assert read == recorded()
    assert api["list_tools"].sync(client=client).total == len(read)
    first, second = sorted(read)[:2]
    assert len(api["compare_tools"].sync(f"{first}-vs-{second}", client=client).tools) == 2
    missing = api["get_tool"].sync("nobody", client=client)
    assert (type(missing), missing.status) == (problem, 404)


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node and npm; CI has both")
def test_a_client_in_typescript_reads_every_tool(site, description, tmp_path):
    for name in ("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "read.ts", "node.d.ts"):
        shutil.copy(HERE / name, tmp_path)
    run(*NPM, cwd=tmp_path)
    run("node_modules/.bin/openapi-typescript", description, "-o", "schema.d.ts", cwd=tmp_path)
    run("node_modules/.bin/tsc", cwd=tmp_path)
    read = json.loads(run("node", "out/read.js", site.url, cwd=tmp_path))
    assert read["tools"] == recorded()
    assert len(read["leaders"]) == len(read["tools"]) - 1
    assert read["missing"] == 404
