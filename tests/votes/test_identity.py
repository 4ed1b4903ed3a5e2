"""Who a cookie belongs to: its visitor or nobody, never somebody else."""

import pytest
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import RequestFactory

from votes.identity import LIFE, SALT, forget, key_of, new_number, number_in, remember, signer

NUMBER = "0123456789abcdef" * 2


def request_with(*values, header=None):
    cookie = header if header is not None else "; ".join(f"visitor={value}" for value in values)
    return RequestFactory().get("/", headers={"Cookie": cookie})


def test_a_number_survives_the_way_through_a_cookie():
    assert number_in(request_with(signer().sign(NUMBER))) == NUMBER


def test_numbers_are_128_random_bits():
    drawn = {new_number() for _ in range(100)}
    assert len(drawn) == 100
    assert all(len(number) == 32 for number in drawn)


def bad_cookies():
    good = signer().sign(NUMBER)
    yield "empty", [""]
    yield "no signature", [NUMBER]
    yield "cut", [good[:-4]]
    yield "changed number", ["f" + good[1:]]
    yield "changed time", [good.replace(":", ":1", 1)]
    yield "another salt", [TimestampSigner(key="x" * 50, salt=SALT).sign(NUMBER)]
    yield "another cookie's signature", [TimestampSigner(salt="django.contrib.sessions").sign(NUMBER)]
    yield "signed, but no number", [signer().sign("admin")]
    yield "signed, upper case", [signer().sign(NUMBER.upper())]
    yield "8 KB", [good + "x" * 8000]
    yield "twice", [good, signer().sign("f" * 32)]
    yield "twice the same", [good, good]
    yield "not text", ["\x80\xff"]


@pytest.mark.parametrize(("what", "values"), list(bad_cookies()), ids=[what for what, _ in bad_cookies()])
def test_every_other_cookie_is_nobodys(what, values):
    assert number_in(request_with(*values)) is None


def test_a_cookie_of_another_name_does_not_count_as_a_second_one():
    assert number_in(request_with(header=f"my-visitor=x; visitor={signer().sign(NUMBER)}; xvisitor=y")) == NUMBER


def test_a_cookie_older_than_its_life_is_nobodys(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    old = signer().sign(NUMBER)
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0 + LIFE.total_seconds() - 5)
    assert number_in(request_with(old)) == NUMBER
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0 + LIFE.total_seconds() + 5)
    assert number_in(request_with(old)) is None


def test_a_rotated_key_still_reads_the_cookies_of_the_old_one(settings):
    old = signer().sign(NUMBER)
    settings.VISITOR_KEY, settings.VISITOR_KEY_FALLBACKS = "new-key-" * 8, [settings.VISITOR_KEY]
    assert number_in(request_with(old)) == NUMBER
    settings.VISITOR_KEY_FALLBACKS = []
    assert number_in(request_with(old)) is None


def test_the_database_keeps_a_keyed_hash(settings):
    before = key_of(NUMBER)
    assert NUMBER not in before
    settings.VOTER_PEPPER = "another"
    assert key_of(NUMBER) != before


@pytest.mark.parametrize(("https", "name"), [(False, "visitor"), (True, "__Host-visitor")])
def test_the_cookies_are_as_strict_as_the_scheme_allows(settings, https, name):
    settings.SITE_HTTPS, settings.VISITOR_COOKIE = https, name
    response = HttpResponse()
    remember(response, NUMBER)
    visitor, known = response.cookies[name], response.cookies["known"]
    for cookie in (visitor, known):
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
        assert cookie["max-age"] == 34_560_000
        assert bool(cookie["secure"]) is https
    assert visitor["httponly"]
    assert not known["httponly"]
    assert known.value == "1"
    forget(response)
    assert {response.cookies[each]["max-age"] for each in (name, "known")} == {0}
