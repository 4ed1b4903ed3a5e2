"""What comes with a request: texts that are none, headers that say how to read them, and more than an address takes."""

import json
from io import BytesIO
from itertools import product
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

from config.wsgi import application
from tests.build import make_pair

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
LIST = {"format": "versed-bookmarks/1", "bookmarks": [{"path": "/tools/code-llama-4"}]}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_tool", "arguments": {"slug": "cl4"}}}


@pytest.fixture
def pair(clock):
    return make_pair()


@pytest.fixture
def client():
    return Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin"})


# Half of a pair of a character beyond the first plane: JSON can write it, UTF-8 and databases cannot.


def halved(data):
    """The JSON of `data`, half a character at the end of one of its texts or keys, each in turn."""
    text = json.dumps(data)
    places = [place for place, letter in enumerate(text) if letter == '"' and text[place - 1] not in ' [{"']
    return [f"{text[:place]}\\ud83d{text[place:]}" for place in places]


def test_a_list_with_half_a_character_is_refused_with_what_was_expected(client, pair):
    for text in halved(LIST):
        response = client.post("/bookmarks/import", {"file": SimpleUploadedFile("list.json", text.encode())})
        assert response.status_code == 422, text
        assert "expected a JSON or CSV file" in response.content.decode()


def test_a_message_with_half_a_character_is_refused_as_no_json(client, pair):
    for text in halved(CALL):
        response = client.post("/mcp", text, content_type="application/json")
        assert response.status_code == 400, text
        assert json.loads(response.content)["error"]["code"] == -32700


NO_TEXT = [b"\xed\xa0\xbd", b"\xff", b"a\0b", b"\\ud83d", b'"\\ud83d"', b"\xf4\x90\x80\x80"]
FORMS = [
    ("/tools/code-llama-4/vote", ("vote", "next")), ("/tools/code-llama-4/bookmark", ("saved", "next")),
    ("/compare/code-llama-4-vs-mistral-3-small/bookmark", ("saved",)), ("/bookmarks", ("path", "all")), ("/bookmarks/import", ("file",)),
    ("/bookmarks/undo", ("x",)), ("/bookmarks/link", ("x",)), ("/me/delete", ("x",)), ("/newsletter", ("email", "sure", "company")),
    ("/admin/login/", ("username", "next")),
]  # fmt: skip


def test_a_form_with_bytes_that_are_no_text_breaks_nothing(client, pair):
    for (address, names), value in product(FORMS, NO_TEXT):
        line = b"&".join(name.encode() + b"=" + quote(value).encode() for name in names)
        parts = b"".join(part_of(name, value) for name in names)
        for body, kind in ((line, FORM), (parts + b"--b--\r\n", "multipart/form-data; boundary=b")):
            assert client.generic("POST", address, body, content_type=kind).status_code < 500, (address, value)


def part_of(name, value):
    return b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)


# How the body is to be read. Django takes the header apart before any middleware, so these go through the application.


def ask(method="POST", path="/newsletter", body=b"", **environ):
    """(status, body) of a request as a server makes it."""
    answers = []
    given = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "HTTP_SEC_FETCH_SITE": "same-origin", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    request_started.disconnect(close_old_connections)  # which would end the test's transaction
    try:
        parts = application(given | environ, lambda status, headers: answers.append(status))
    finally:
        request_started.connect(close_old_connections)
    return int(answers[0].split()[0]), b"".join(parts)


OTHER_CHARSETS = (
    "unicode_escape", "utf-7", "rot13", "undefined", "idna", "punycode", "hex", "latin1", "utf-16", '"utf-7"', " utf-7", "utf-8-sig",
)  # fmt: skip
UNREADABLE = [
    "a; charset*=x''y", "a; x*=nonsense'x'y", "a; charset=a\0b", "x" * 20_000, "a; charset=\xe9", "multipart/form-data; boundary*0=b",
    *(f"multipart/form-data; boundary=b; charset={name}" for name in OTHER_CHARSETS),
    'multipart/form-data; boundary="\\"; charset=utf-7; x="', 'multipart/form-data; x="\\\\"; charset=utf-7',
]  # fmt: skip
READABLE = [
    "multipart/form-data; boundary=b", 'multipart/form-data; boundary="b"', "multipart/form-data;boundary=b;charset=UTF-8",
    'multipart/form-data; charset="utf-8"; boundary=b', "multipart/form-data; boundary=b; x=y;",
]  # fmt: skip


def test_a_body_that_names_another_way_to_read_it_is_not_read(pair):
    for kind in UNREADABLE:
        for value in (b"zebra\\ud83d", b"zebra+2D0-", b"zebra"):
            status, page = ask(body=part_of("email", value) + b"--b--\r\n", CONTENT_TYPE=kind)
            assert (status, b"zebra" in page) == (422, False), kind
        assert ask("GET", "/tools", QUERY_STRING="q=%5Cud83d%2B2D0-", CONTENT_TYPE=kind)[0] == 200, kind


def test_what_browsers_write_is_read(pair):
    for kind in READABLE:
        status, page = ask(body=part_of("email", b"<zebra>") + b"--b--\r\n", CONTENT_TYPE=kind)
        assert (status, b"&lt;zebra&gt;" in page) == (422, True), kind


# More than an address takes is refused before any of it is read.

CAPS = [
    ("/", 300_000), ("/newsletter", 300_000), ("/bookmarks/import", 1_000_000), ("/BOOKMARKS//IMPORT/", 1_000_000), ("/nowhere", 300_000),
    ("/admin/login/", 300_000), ("/admin/tools/tool/add/", 300_000), ("/admin/newsletter/subscriber/import/", 300_000),
    ("/healthz", 300_000), ("/mcp", 100_000), ("/MCP/", 100_000), ("/newsletter/reports/postmark", 1_000_000),
]  # fmt: skip
IMPORT = "/admin/newsletter/subscriber/import/"


class Untouched(BytesIO):
    """A body that nobody may read."""

    def read(self, size=-1):
        raise AssertionError("the body was read")


class Endless(BytesIO):
    """A body that goes on as long as somebody reads it."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


@pytest.mark.parametrize(("path", "most"), CAPS)
def test_more_than_an_address_takes_is_refused_unread(pair, path, most):
    for method in ("POST", "GET", "PUT"):
        for length in (most + 1, 200_000_000, 10**30):
            body = Untouched()
            given = {
                "CONTENT_TYPE": "multipart/form-data; boundary=b",
                "wsgi.input": body,
                "CONTENT_LENGTH": str(length),
            }
            assert ask(method, path, **given)[0] == 413
    assert ask("GET", path, CONTENT_LENGTH=str(most))[0] != 413


def test_the_page_says_how_much_and_that_nothing_was_stored(client, pair):
    response = client.post("/bookmarks/import", {"file": SimpleUploadedFile("list.json", b"x" * 1_000_000)})
    assert (response.status_code, response.headers["Cache-Control"]) == (413, "no-store")
    page = response.content.decode()
    assert "This address takes at most 1 MB." in page
    assert "Nothing of what you sent was stored." in page


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/tools", "/newsletter/reports/postmark"])
def test_programs_are_told_as_data(client, path):
    response = client.post(path, "x" * 1_000_001, content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(response.content)["status"] == 413
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def signed_in(client, **rights):
    client.force_login(User.objects.create(username="somebody", **rights))
    return client


def test_staff_may_send_a_logo_and_a_list(client, pair):
    signed_in(client, is_staff=True, is_superuser=True)
    assert client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", b"no column\n" * 2_000_000)}).status_code == 422
    assert client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", b"x" * 25_000_000)}).status_code == 413
    for size, status in ((3_900_000, 200), (4_000_000, 413)):
        logo = {"logo": SimpleUploadedFile("logo.png", b"x" * size)}
        assert client.post("/admin/tools/tool/add/", logo).status_code == status


def test_who_is_no_staff_may_not(client):
    signed_in(client)
    assert client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", b"x" * 400_000)}).status_code == 413


def test_staff_are_told_of_texts_that_are_too_long_for_memory(client):
    signed_in(client, is_staff=True, is_superuser=True)
    response = client.post("/admin/tools/tool/add/", {"description": "x" * 2_000_000})
    assert (response.status_code, "at most 1 MB" in response.content.decode()) == (413, True)


# A body may say no length and come in chunks.


def test_a_form_in_chunks_is_read(pair):
    body = BytesIO(part_of("email", b"<zebra>") + b"--b--\r\n")
    given = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
    }
    status, page = ask(**given, **{"wsgi.input": body})
    assert (status, b"&lt;zebra&gt;" in page) == (422, True)


@pytest.mark.parametrize("path", [path for path, _ in CAPS])
def test_chunks_without_end_are_read_no_further_than_the_largest_body_of_programs(pair, path):
    body = Endless()
    given = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": body}
    assert ask(path=path, **given)[0] == 413
    assert body.taken < 1_100_000


def test_chunks_are_measured_by_what_their_address_takes(pair):
    given = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x" * 300_001)}
    assert ask(path="/newsletter", **given)[0] == 413
