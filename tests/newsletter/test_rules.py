"""The rules that need no database: weeks, messages, answers of servers, addresses, tokens."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.addresses import BadAddress, hint, parse_address
from newsletter.issues.calendar import due_at, next_due, parse_due, parse_week, week_of
from newsletter.mail.mime import build, quoted, slot
from newsletter.subscribers import tokens
from newsletter.transport.replies import wait_after
from newsletter.transport.server_url import parse_server


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_120_weeks_have_one_issue_each_at_their_local_time(zone):
    zone, due = ZoneInfo(zone), parse_due("sun 02:30")
    days = [date(2026, 1, 4) + timedelta(weeks=number) for number in range(120)]
    weeks = [week_of(day) for day in days]
    instants = [due_at(week, due, zone) for week in weeks]
    assert len(set(weeks)) == 120
    for day, instant in zip(days, instants, strict=True):
        local = instant.astimezone(zone)
        assert local.date() == day
        assert f"{local:%H:%M}" == "02:30" or "03:00" <= f"{local:%H:%M}" <= "03:30"
    distances = [later - earlier for earlier, later in pairwise(instants)]
    assert timedelta(hours=167) <= min(distances) and max(distances) <= timedelta(hours=169)
    for week, instant in zip(weeks, instants, strict=True):
        assert next_due(instant, due, zone) == (week, instant)


def test_weeks_are_spelled_one_way():
    assert parse_week("2026-W48") == "2026-w48" == week_of(date(2026, 11, 27))
    assert week_of(date(2027, 1, 1)) == "2026-w53"
    for wrong in ("2026-W54", "2026-w00", "2026w48", "", "2026-48", "0001-w01", "٢٠٢٦-w٤٨"):
        with pytest.raises(ValueError):
            parse_week(wrong)
    for wrong in ("", "fri", "fri 9:00", "fri 25:00", "someday 09:00"):
        with pytest.raises(ValueError):
            parse_due(wrong)


@given(st.text(max_size=300))
def test_any_text_survives_quoting_with_short_lines_and_no_leading_dot(text):
    body = f"{text}{slot('x')}{text}"
    message = build([("Subject", "s")], body, body, "b").stamp({"x": "reader+a=b@example.com"})
    lines = message.split(b"\r\n")
    assert message.isascii() and max(map(len, lines)) <= 78
    assert not any(line.startswith(b".") for line in lines)
    part = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    decoded = part.get_payload(decode=True).decode().replace("\r\n", "\n").removesuffix("\n")
    plain = re.sub("\ue000x\ue001", "", text).replace("\r\n", "\n").replace("\r", "\n")
    if plain == text:
        assert decoded == f"{text}reader+a=b@example.com{text}"


@given(st.text(max_size=400))
def test_no_subject_makes_a_header_of_its_own(subject):
    message = build([("Subject", subject), ("X-Next", "1")], "t", "h", "b").stamp({})
    mail = message_from_bytes(message, policy=policy.default)
    assert list(mail)[:2] == ["Subject", "X-Next"] and len(mail.keys()) == 4


def test_a_dot_alone_on_a_line_is_not_the_end_of_the_message():
    assert quoted(".\n..\na.") == "=2E\r\n=2E.\r\na."


def test_waits_grow_and_end():
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, 40)]
    assert waits[0] == 60 and waits == sorted(waits) and waits[-1] == 4 * 3600


@given(st.text(max_size=300))
def test_no_text_passes_as_an_address_that_could_break_a_header(text):
    try:
        address = parse_address(text)
    except BadAddress:
        return
    assert re.fullmatch(r"[!-;=?-~]+", address.replace("<", " ")) and address.count("@") == 1 and len(address) <= 254


def test_slips_in_common_domains_are_noticed_and_real_ones_left_alone():
    for typed in ("a@gmial.com", "a@gmal.com", "a@gmaill.com", "a@gmail.con", "a@hotmial.com"):
        assert hint(typed) in {"a@gmail.com", "a@hotmail.com"}
    for real in ("a@gmail.com", "a@mail.com", "a@gmx.com", "a@example.com", "a@gmx.at"):
        assert hint(real) == ""


@given(st.integers(1, 2**63 - 1), st.integers(0, 2**40), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_token_proves_its_own_purpose_only(subscriber, expires, secret):
    text = tokens.make("leave", subscriber, secret, expires)
    token = tokens.read(text)
    assert text == text.lower() and (token.subscriber, token.expires) == (subscriber, expires)
    assert tokens.proves(token, "leave", secret)
    assert not tokens.proves(token, "confirm", secret) and not tokens.proves(token, "leave", secret + "0")


def test_a_mail_server_in_another_script_is_no_strangers_host():
    """Python's own codec would look for mail.strasse.de, and show it the password."""
    assert parse_server("smtps://u:p@mail.straße.de").host == "mail.xn--strae-oqa.de"
    with pytest.raises(ValueError, match="the DNS can hold"):
        parse_server("smtps://u:p@mail.\u200d.de")


def test_a_mail_server_is_one_address_and_errors_hide_its_password():
    server = parse_server("smtps://us%40er:p%3Ass@mail.example.com")
    assert (server.host, server.port, server.implicit_tls, server.user, server.password) == (
        "mail.example.com",
        465,
        True,
        "us@er",
        "p:ss",
    )
    for wrong in ("mail.example.com", "http://x", "smtp://", "smtp://u:secret@h:99999", "smtp://u:secret@h/path"):
        with pytest.raises(ValueError) as error:
            parse_server(wrong)
        assert "secret" not in str(error.value)
