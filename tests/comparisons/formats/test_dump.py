"""The open data: what the pages say, whole, with a checksum that fits."""

import gzip
import hashlib
import json

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from comparisons.formats import dump


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def content(client, name):
    return b"".join(client.get(f"/data/{name}").streaming_content)


def test_every_public_tool_is_a_line_that_equals_its_own_answer(client, cast, media, monkeypatch):
    monkeypatch.setattr(dump, "BATCH", 2)
    call_command("write_dump", verbosity=0)
    lines = [json.loads(line) for line in gzip.decompress(content(client, dump.NAME)).splitlines()]
    assert len(lines) == 4
    shape = Draft202012Validator(json.loads(content(client, dump.SCHEMA)))
    for line in lines:
        assert line == client.get(f"/tools/{line['tool']['slug']}.json").json()
        assert list(shape.iter_errors(line)) == []


def test_the_checksums_fit_and_the_same_data_gives_the_same_file(client, cast, media):
    call_command("write_dump", verbosity=0)
    first = content(client, dump.NAME)
    for line in content(client, dump.SUMS).decode().splitlines():
        digest, name = line.split()
        assert hashlib.sha256(content(client, name)).hexdigest() == digest
    call_command("write_dump", verbosity=0)
    assert content(client, dump.NAME) == first
    assert sorted(path.name for path in (media / "data").iterdir()) == sorted([dump.NAME, dump.SUMS, dump.SCHEMA])


def test_the_page_says_what_there_is(client, cast, media):
    assert "has not been written yet" in client.get("/data").content.decode()
    assert client.get(f"/data/{dump.NAME}").status_code == 404
    call_command("write_dump", verbosity=0)
    html = client.get("/data").content.decode()
    assert f'href="/data/{dump.NAME}"' in html
    assert content(client, dump.SUMS).decode().split()[0] in html
