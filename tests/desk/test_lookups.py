"""No list of the desk can be filtered by what it does not offer: `?secret__startswith=a` reads a secret letter by letter."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory

from tests.build import votes
from tests.editor import Editor
from tests.newsletter.build import make_issue, make_news, subscribe
from tools.models import Tool

DESKS = {str(model._meta.label_lower): desk for model, desk in admin.site._registry.items()}
# Columns that some list hides, or that belong to somebody; each is tried on every list, and through every relation.
PRIVATE = [
    "password", "secret", "key", "digest", "token", "number", "address", "email", "message_id", "details", "owner",
    "session_key", "session_data", "last_login", "is_superuser", "content", "html", "bucket", "network", "voter", "because",
]  # fmt: skip
LOOKUPS = ["startswith", "contains", "regex", "gt", "in", "exact"]
pytestmark = pytest.mark.django_db


def address_of(label):
    return f"/admin/{label.replace('.', '/')}/"


def paths_of(model):
    """Every column that a list could be filtered by, its own and those of what it is related to."""
    for field in model._meta.get_fields():
        yield field.name
        if field.is_relation and field.related_model:
            yield from (f"{field.name}__{other.name}" for other in field.related_model._meta.get_fields())


def offered_by(desk):
    names = [one.parameter_name if isinstance(one, type) else one for one in desk.list_filter]
    return {name[0] if isinstance(name, tuple) else name for name in names} | {desk.date_hierarchy}


@pytest.mark.parametrize("label", DESKS)
def test_no_column_filters_but_those_that_the_list_offers(label):
    desk = DESKS[label]
    request = RequestFactory().get("/")
    open_to_all = [
        f"{path}__{lookup}"
        for path in paths_of(desk.model)
        for lookup in LOOKUPS
        if path not in offered_by(desk)
        and desk.lookup_allowed(f"{path}__{lookup}", "a", request)
        # The key at the other end of a relation that is offered is how Django's own filter writes it.
        and not (lookup == "exact" and path.rsplit("__", 1)[0] in offered_by(desk) and path.endswith("__id"))
    ]
    assert open_to_all == []
    assert not [path for path in paths_of(desk.model) if desk.lookup_allowed(f"{path}__startswith", "a", request)]


@pytest.mark.parametrize("label", DESKS)
def test_a_list_refuses_to_be_filtered_by_what_is_private(label):
    desk, editor = DESKS[label], Editor()
    names = {field.name for field in desk.model._meta.get_fields()}
    own = [name for name in PRIVATE if name in names]
    related = [path for path in paths_of(desk.model) if path.split("__")[-1] in PRIVATE and "__" in path]
    for path in dict.fromkeys([*own, *related, "no_such_column"]):
        for query in ({f"{path}__startswith": "a"}, {path: "a"}, {f"{path}__regex": "^a"}, {"_to_field": path}):
            answer = editor.get(address_of(label), **query)
            assert refused(answer) or harmless(desk, query), (query, answer.status_code)


def refused(answer):
    return answer.status_code == 400 or (answer.status_code == 302 and answer.headers["Location"].endswith("?e=1"))


def harmless(desk, query):
    """Whether the list offers this filter itself, or a picker of other records has to know the column."""
    (name,) = query
    if name == "_to_field":
        return is_key(desk.model, query[name])
    return name in offered_by(desk)


def is_key(model, name):
    try:
        return model._meta.get_field(name).primary_key
    except FieldDoesNotExist:
        return False


def test_every_filter_that_a_list_offers_works(clock):
    make_news()
    subscribe("reader@example.com")
    make_issue()
    votes(Tool.objects.get(slug="fresh-tool"), ship=1)
    editor, tried = Editor(), 0
    for label in DESKS:
        page = editor.get(address_of(label)).content.decode()
        filters = page.partition('id="changelist-filter"')[2].partition("</search>")[0]
        dates = page.partition('class="toplinks"')[2].partition("</ul>")[0]
        for link in map(unescape, re.findall(r'href="(\?[^"]*)"', filters + dates)):
            tried += 1
            assert editor.client.get(address_of(label) + link).status_code == 200, (label, link)
    assert tried > 40
