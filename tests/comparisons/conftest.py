"""Two compared tools with facts in every state, one with half a panel, one of which nothing is known."""

from datetime import date
from unittest import mock

import pytest
from django.db import transaction

from newsletter.models import Issue
from tests.build import NOW, add_alias, curate, make_attribute, make_category, make_pair, make_tool, record_fact
from tests.comparisons.demo import fill
from tests.newsletter.build import publish_issue

MAIN = "/compare/code-llama-4-vs-mistral-3-small"
ORIGIN = "http://localhost:8000"


@pytest.fixture
def cast(db, clock):
    llama, mistral = make_pair()
    make_tool("half-reviewed", panel=((84, "ship"), None, (40, "skip"), None))
    make_tool("nothing-known", category=make_category("writing", "Writing"), best_for="", skip_if="", website="")
    make_tool("draft", published_at=None)
    add_alias(llama, "cl4")
    make_attribute("context", "number", unit="tokens", better="higher", category=llama.category, label="Context window")
    check = {"source": "https://docs.example.com/a|b", "method": "read", "quote": "As the page *says*"}
    record_fact(llama, "pricing", "Free | open <weights>", **check, checked_on=date(2026, 11, 1), outcome="confirmed")
    record_fact(mistral, "pricing", "Per token", **check, checked_on=date(2026, 1, 1), outcome="confirmed")
    record_fact(llama, "licence", "Community", **check, checked_on=date(2026, 11, 2), outcome="contradicted")
    record_fact(mistral, "licence", "Apache 2.0", **check, checked_on=date(2026, 11, 2), outcome="unreadable")
    record_fact(llama, "context", 128000, source="https://docs.example.com/c")
    record_fact(mistral, "entry-price", {"amount": 20, "currency": "USD", "per": "month"})
    curate([llama, mistral], headline="Close. *Let the licence decide.*", bottom_line="Take **one**.")
    return llama, mistral


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """The demo, the odd tools, and an issue whose words hold what XML must escape: filled in once for a module."""
    with django_db_blocker.unblock(), mock.patch("django.utils.timezone.now", lambda: NOW), transaction.atomic():
        fill()
        issue = publish_issue()
        Issue.objects.filter(pk=issue.pk).update(subject='A < B & "C" <script>', preheader="]]> & <b>")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def full(catalogue, db, clock):
    """The whole catalogue; what a test changes in it is gone after the test."""
