"""No form of the desk loses anybody's work: what others saved meanwhile, and what a page did not show."""

import json

import pytest
from django import forms
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.admin.rows import Line, Prose
from tests.desk.records import DESKS, EDITED, MAKERS, SHOWN_ONLY, change_of, stored
from tests.editor import Editor, fields_of
from tools.desk.base import Desk
from tools.models import Attribute, Tool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Fields of text that one may write anything into, on two pages; where the page has none, what else it takes.
OTHERWISE = {"newsletter.subscriber": ("paused_until", "2027-01-01", "2027-02-02")}
MERGES = {"tools.tool"}  # fields that one editor left alone are taken over from the other without a question


@pytest.fixture
def editor():
    return Editor()


def form_of(response):
    return response.context["adminform"].form


def typed(response, label):
    """(field, one text, another text) of every plain text of a page."""
    if label in OTHERWISE:
        return [OTHERWISE[label]]
    form = form_of(response)
    names = [
        name
        for name, field in form.fields.items()
        if type(field) in {forms.CharField, Prose, Line} and not field.disabled and not field.widget.is_hidden
        and name not in {"slug", "key", "username"} and not name.startswith("event")
    ]  # fmt: skip
    return [
        (name, f"{form[name].initial or ''} one".strip(), f"{form[name].initial or ''} two".strip()) for name in names
    ]


def test_every_registered_page_has_its_record_here():
    assert MAKERS.keys() == DESKS.keys()
    assert DESKS.keys() > SHOWN_ONLY


@pytest.mark.parametrize("label", DESKS)
def test_every_registered_page_has_the_ways_of_the_desk(label):
    desk = DESKS[label]
    assert isinstance(desk, Desk)
    assert (list(desk.inlines), list(desk.list_editable)) == ([], []), "forms that nothing guards yet"


@pytest.mark.parametrize("label", sorted(SHOWN_ONLY))
def test_what_is_only_shown_has_no_form(editor, label):
    record = MAKERS[label]()
    page = editor.get(change_of(label, record))
    assert page.status_code == 200
    assert not form_of(page).fields
    assert editor.client.post(change_of(label, record), {}).status_code == 403


@pytest.mark.parametrize("label", EDITED)
def test_a_page_names_the_fields_that_it_shows(editor, label):
    page = editor.get(change_of(label, MAKERS[label]()))
    fields = fields_of(page)
    named = set(fields["_fields"].split())
    shown = {name for name in fields if not name.startswith(("_", "initial-")) and name != "csrfmiddlewaretoken"}
    # A moment has two inputs, for its day and its time.
    assert {name for name in shown if not {name, name.removesuffix("_0"), name.removesuffix("_1")} & named} == set()
    assert set(json.loads(fields["_seen"])) <= named


@pytest.mark.parametrize("label", EDITED)
def test_a_save_from_an_older_page_is_refused_with_both_texts(editor, label):
    record, second = MAKERS[label](), Editor("second")
    path = change_of(label, record)
    name, one, two = typed(editor.get(path), label)[0]
    old = second.open(path)
    assert editor.client.post(path, editor.open(path) | {name: one}).status_code == 302
    before = stored(record)
    refused = second.client.post(path, old | {name: two})
    assert refused.status_code == 200
    assert stored(record) == before
    (moved,) = form_of(refused).moved
    assert (moved.name, moved.both) == (name, True)
    html = refused.content.decode()
    for text in (moved.theirs, moved.yours):
        assert text and f"<td>{text}</td>" in html
    kept = fields_of(refused)
    assert kept[name] == two
    assert second.client.post(path, kept).status_code == 302
    assert stored(record)[name] == form_of(second.get(path))[name].initial != before[name]


@pytest.mark.parametrize("label", EDITED)
def test_what_the_editor_left_alone_has_what_somebody_else_wrote(editor, label):
    record, second = MAKERS[label](), Editor("second")
    path = change_of(label, record)
    texts = typed(editor.get(path), label)
    if len(texts) < 2:
        pytest.skip("a page with one text")
    (mine, _, two), (theirs, one, _) = texts[0], texts[1]
    old = second.open(path)
    assert editor.client.post(path, editor.open(path) | {theirs: one}).status_code == 302
    answer = second.client.post(path, old | {mine: two})
    if label not in MERGES:
        assert answer.status_code == 200
        kept = fields_of(answer)
        assert (kept[mine], kept[theirs]) == (two, one)
        assert "theirs stands below" in answer.content.decode()
        answer = second.client.post(path, kept)
    assert answer.status_code == 302
    form = form_of(second.get(path))
    assert (form[mine].initial, form[theirs].initial) == (two, one)


@pytest.mark.parametrize("label", EDITED)
def test_a_request_that_names_nothing_changes_nothing(editor, label):
    record = MAKERS[label]()
    before = stored(record)
    for sent in ({}, {"_save": "Save"}, {"_fields": ""}):
        assert editor.client.post(change_of(label, record), sent).status_code == 302
        assert stored(record) == before


@pytest.mark.parametrize("label", EDITED)
def test_a_request_touches_only_what_it_names(editor, label):
    record = MAKERS[label]()
    path = change_of(label, record)
    name, one, two = typed(editor.get(path), label)[0]
    before = stored(record)
    assert editor.client.post(path, {name: one}).status_code == 302
    assert differing(before, stored(record)) <= touched_by(name)
    page, before = editor.open(path), stored(record)
    rest = {other: "1" if other.isascii() else "" for other in page if not other.startswith("_") and other != name}
    assert editor.client.post(path, page | rest | {name: two, "_fields": name}).status_code == 302
    assert differing(before, stored(record)) <= touched_by(name)
    assert form_of(editor.get(path))[name].initial == (two if label not in OTHERWISE else stored(record)[name])


def differing(before, after):
    return {name for name in before if before[name] != after[name]}


def touched_by(name):
    """A column, what is derived from it, and the version that pages are kept by."""
    return {name, f"{name}_key", f"{name}_html", "version"}


@pytest.mark.parametrize("label", EDITED)
def test_a_box_that_was_shown_and_not_ticked_is_off_and_one_that_was_not_shown_stays(editor, label):
    record = MAKERS[label]()
    path = change_of(label, record)
    form = form_of(editor.get(path))
    ticked = [
        name for name, field in form.fields.items() if isinstance(field, forms.BooleanField) and form[name].initial
    ]
    chosen = [name for name, field in form.fields.items() if isinstance(field, forms.ModelMultipleChoiceField)]
    for name in [*ticked, *(name for name in chosen if form[name].initial and not form.fields[name].required)]:
        page = editor.open(path)
        page.pop(name)
        hidden = page | {"_fields": " ".join(shown for shown in page["_fields"].split() if shown != name)}
        assert editor.client.post(path, hidden).status_code == 302
        assert form_of(editor.get(path))[name].initial, f"{name} was not shown"
        assert editor.client.post(path, page).status_code == 302
        assert not form_of(editor.get(path))[name].initial, f"{name} was shown"


HOSTILE = [
    "",
    "{}",
    "[]",
    "null",
    "[" * 3000,
    '{"name": {}}',
    '{"_seen": 1}',
    "\x00",
    "\ud800",
    "9" * 5000,
    "a b\tc\r\nd",
    "'\"<script>",
]


@pytest.mark.parametrize("label", EDITED)
def test_no_marks_however_malformed_break_a_page(editor, label):
    path = change_of(label, MAKERS[label]())
    page = editor.open(path)
    for text in HOSTILE:
        sent = text.encode("utf-8", "surrogatepass").decode("latin-1")
        for name in ("_fields", "_seen"):
            assert editor.client.post(path, page | {name: sent}).status_code in {200, 302}, (name, text[:20])
    every = json.dumps(dict.fromkeys([*page, "logo_file", "password"], "0"))
    assert editor.client.post(path, page | {"_seen": every}).status_code in {200, 302}


def test_a_long_text_stands_in_the_table_alone(editor):
    record, second = MAKERS["comparisons.housetext"](), Editor("second")
    path = change_of("comparisons.housetext", record)
    old, theirs = second.open(path), "Their words. " * 40
    editor.edit(path, body=theirs)
    html = second.client.post(path, old | {"body": "Mine."}).content.decode()
    assert html.count(theirs.strip()) == 1
    assert "Somebody else changed this meanwhile. Save again" in html


def test_a_password_is_no_part_of_the_marks(editor):
    user = MAKERS["auth.user"]()
    path = change_of("auth.user", user)
    page = editor.open(path)
    assert "password" not in json.loads(page["_seen"]) and "password" not in page["_fields"].split()
    user.set_password("a new one of many letters")
    user.save()
    assert editor.client.post(path, page | {"first_name": "Other"}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("a new one of many letters")


def test_seconds_that_a_page_cannot_show_stay(editor, clock):
    tool = MAKERS["tools.tool"]()
    Tool.objects.filter(pk=tool.pk).update(published_at=tool.published_at.replace(second=7, microsecond=123))
    editor.edit(change_of("tools.tool", tool), vendor="Else")
    tool.refresh_from_db()
    assert (tool.vendor, tool.published_at.second, tool.published_at.microsecond) == ("Else", 7, 123)


def test_the_rows_of_a_tool_are_named_too(editor):
    tool = MAKERS["tools.tool"]()
    path = change_of("tools.tool", tool)
    page = editor.open(path)
    named = page["_fields"].split()
    assert "review-builder-score" in named
    pricing = f"fact-{Attribute.objects.get(key='pricing').pk}"
    sent = page | {f"{pricing}-value": "Free", "review-builder-score": "3", "_fields": f"{pricing}-value"}
    assert editor.client.post(path, sent).status_code == 302
    assert [fact.value for fact in tool.facts.all()] == ["Free"]
    assert tool.reviews.filter(persona="builder").count() == 1
    bare = {f"{pricing}-seen": str(tool.facts.get().pk), f"{pricing}-quote": "It costs nothing."}
    assert editor.client.post(path, bare).status_code == 302
    now = tool.facts.get(superseded_at=None)
    assert (now.value, now.quote) == ("Free", "It costs nothing.")


def test_other_rows_of_another_category_are_named_with_them(editor):
    tool = MAKERS["tools.tool"]()
    page = editor.open(change_of("tools.tool", tool))
    answer = editor.client.post(f"/admin/tools/tool/{tool.pk}/facts/", page).content.decode()
    shown = answer.partition('name="_fields" id="id__fields" value="')[2].partition('"')[0]
    assert set(shown.split()) == set(page["_fields"].split())
    assert "hx-swap-oob" in answer


@pytest.mark.parametrize("label", EDITED)
def test_a_save_holds_its_record_until_it_is_done(editor, label):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")
    record = MAKERS[label]()
    with CaptureQueriesContext(connection) as captured:
        editor.client.post(change_of(label, record), {})
    table = f'FROM "{record._meta.db_table}"'
    assert [query["sql"] for query in captured if table in query["sql"] and "FOR UPDATE" in query["sql"]]
