"""What robots find: only addresses worth listing, each once, in files that may be as long as they like."""

import gzip
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from comparisons.formats import sitemap
from tests.build import LLAMA, curate, make_category, make_tool
from tests.comparisons.conftest import ORIGIN

NAMES = {"s": sitemap.NAMESPACE}


def text_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def addresses(client, path):
    root = ElementTree.fromstring(text_of(client.get(path)))
    return [element.text.removeprefix(ORIGIN) for element in root.iterfind(".//s:loc", NAMES)]


def listed(client):
    return [address for file in addresses(client, "/sitemap.xml") for address in addresses(client, file)]


def test_the_sitemap_lists_what_is_indexed_and_nothing_else(client, cast):
    llama, _ = cast
    other = make_tool("pen", panel=LLAMA, category=make_category("writing", "Writing"))
    make_tool("ink", panel=LLAMA, category=make_category("writing", "Writing"))
    curate([llama, other])
    found = listed(client)
    assert {
        "/",
        "/newsletter",
        "/reviewers/skeptic",
        "/tools/code-llama-4",
        "/tools/nothing-known",
        "/compare/code-llama-4-vs-mistral-3-small",
    } <= set(found)
    assert {"/compare/code-llama-4-vs-pen", "/compare/ink-vs-pen", "/categories/writing"} <= set(found)
    assert not [address for address in found if "draft" in address or "half-reviewed-" in address]
    assert len(found) == len(set(found))
    for address in set(found):
        response = client.get(address)
        assert response.status_code == 200, address
        assert b'name="robots"' not in response.content, address


def test_a_pair_of_a_category_is_listed_once(client, cast):
    for number in range(7):
        make_tool(f"more-{number}", panel=((50 + number, "ship"),) * 4)
    found = addresses(client, "/sitemaps/matchups-0.xml")
    assert len(found) == len(set(found))


def test_files_are_cut_by_the_ids_of_tools(client, cast, monkeypatch):
    for number in range(12):
        make_tool(f"more-{number}")
    monkeypatch.setattr(sitemap, "SPANS", sitemap.SPANS | {"tools": 5})
    monkeypatch.setattr(sitemap, "BATCH", 2)
    files = [file for file in addresses(client, "/sitemap.xml") if "tools-" in file]
    assert len(files) > 2
    parts = [addresses(client, file) for file in files]
    assert all(0 < len(part) <= 5 for part in parts)
    assert len({address for part in parts for address in part}) == 16


def test_the_last_change_is_that_of_the_record(client, cast):
    text = text_of(client.get("/sitemaps/tools-0.xml")).decode()
    days = re.findall(r"<lastmod>(.*?)</lastmod>", text)
    assert days
    assert all(date.fromisoformat(day) <= date(2026, 11, 23) for day in days)


def test_a_file_is_compressed_on_its_way_and_answered_304(client, cast):
    response = client.get("/sitemaps/tools-0.xml", headers={"accept-encoding": "gzip, br"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"<urlset" in gzip.decompress(b"".join(response.streaming_content))
    again = client.get("/sitemaps/tools-0.xml", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert text_of(client.get("/sitemaps/tools-99.xml")).endswith(b"</urlset>\n")


@pytest.mark.parametrize("path", ["/sitemaps/tools-01.xml", "/sitemaps/x-0.xml", "/sitemaps/tools--1.xml"])
def test_there_are_no_other_files(client, cast, path):
    assert client.get(path).status_code == 404


def test_robots_are_shown_the_sitemap_and_kept_off_what_is_private(client, cast):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in text
    assert "Disallow: /me$\nDisallow: /me/\n" in text


def test_every_address_for_language_models_answers(client, cast):
    text = client.get("/llms.txt").content.decode()
    found = {address.rstrip(".,;") for address in re.findall(rf"{ORIGIN}(/[^\s)]*)", text)}
    assert len(found) > 6
    for address in found - {"/mcp"}:
        assert client.get(address).status_code == 200, address
