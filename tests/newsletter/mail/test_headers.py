"""How mails introduce themselves: the name at the door, where answers go, and the line above the signature."""

import pytest

from newsletter.transport.server_url import parse_server
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe

pytestmark = pytest.mark.django_db


def test_the_sender_introduces_itself_by_the_name_that_is_set(clock, sink, settings):
    settings.MAIL_SERVER = parse_server(sink.url, "", "mail.example.com")
    ask("asking@example.com")
    send_all()
    assert b"ehlo mail.example.com\r\n" in [line.lower() for line in sink.plan.commands]


def test_answers_go_where_the_setting_says(clock, sink, settings):
    settings.MAIL_REPLY_TO = "desk@example.com"
    ask("asking@example.com")
    send_all()
    assert sink.accepted[0].mail["Reply-To"] == "desk@example.com"


def test_the_text_of_every_mail_has_its_signature_below_a_line_that_mail_programs_know(clock, sink):
    make_news()
    subscribe("reader@example.com")
    make_issue()
    ask("asking@example.com")
    send_all()
    assert len(sink.accepted) == 2
    for accepted in sink.accepted:
        lines = accepted.mail.get_body(("plain",)).get_content().splitlines()
        assert lines.count("-- ") == 1
        assert "--" not in lines
