"""The request check: which POSTs come from a page of this site."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from votes.origin import own_pages_only

OWN, HOST = "https://versed.example", "versed.example"
ASKED = [
    # (headers, let in)
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, True),  # a browser said it; pages cannot
    ({"Sec-Fetch-Site": "same-site", "Origin": OWN}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": OWN}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Origin": OWN}, True),
    ({"Origin": "https://testserver"}, True),
    ({"Origin": "http://versed.example"}, False),
    ({"Origin": "https://versed.example:8443"}, False),
    ({"Origin": "https://versed.example.evil.example"}, False),
    ({"Origin": "https://evil.example", "Referer": f"{OWN}/compare"}, False),
    ({"Origin": "null", "Referer": f"{OWN}/compare"}, False),
    ({"Origin": ""}, False),
    ({"Referer": f"{OWN}/compare/a-vs-b?x=1"}, True),
    ({"Referer": f"{OWN}@evil.example/"}, False),
    ({"Referer": f"https://evil.example/?{OWN}"}, False),
    ({"Referer": "http://[::1"}, False),
    ({"Referer": "about:blank"}, False),
    ({}, False),
]


@own_pages_only
def view(request):
    return HttpResponse("stored")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_ORIGIN = OWN


def send(method, headers):
    return getattr(RequestFactory(), method)("/", headers=headers, secure=True)


@pytest.mark.parametrize(("headers", "let_in"), ASKED, ids=[str(headers) for headers, _ in ASKED])
def test_only_forms_of_own_pages_are_let_in(headers, let_in):
    if let_in:
        assert view(send("post", headers)).content == b"stored"
    else:
        with pytest.raises(PermissionDenied):
            view(send("post", headers))


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_what_changes_nothing_is_not_asked(method):
    assert view(send(method, {"Sec-Fetch-Site": "cross-site"})).status_code == 200


def test_a_forged_host_is_no_origin(settings):
    settings.ALLOWED_HOSTS = [HOST]
    request = RequestFactory().post(
        "/", headers={"Host": "evil.example", "Origin": "https://evil.example"}, secure=True
    )
    with pytest.raises(Exception, match=r"evil\.example"):
        view(request)
