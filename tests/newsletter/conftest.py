"""A mail server that is there."""

import pytest

from newsletter.transport.server_url import parse_server
from tests.newsletter.sink import Sink


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.MAIL_SERVER = parse_server(sink.url)
        settings.MAIL_FROM = ("Versed", "news@example.com")
        yield sink
