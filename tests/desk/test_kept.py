"""Nothing that was public can be deleted at the desk: alone, in bulk, or after it was taken off the site."""

from datetime import timedelta

import pytest

from newsletter.models import Issue
from tests.build import NOW, curate, make_category, make_pair, make_tool, record_fact, vote
from tests.desk.records import DESKS, MAKERS, SHOWN_ONLY, change_of, list_of, make_matchup, stored
from tests.editor import Editor, fields_of, said
from tests.newsletter.build import make_news, publish_issue, subscribe
from tools.models import Attribute, Category, Tool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def editor():
    return Editor()


def sent_issue():
    make_news()
    return publish_issue()


def attribute_with_a_fact():
    fact = record_fact(make_pair()[0], "licence", "MIT")
    fact.withdraw(because="Gone.", now=NOW)
    return Attribute.objects.get(key="licence")


def own_attribute():
    attribute = MAKERS["tools.attribute"]()
    record_fact(make_pair()[0], "offline", 3)
    return attribute


def category_of_interest():
    category = make_category("writing", "Writing")
    subscribe("reader@example.com").interests.add(category)
    return category


def removed_tool():
    return make_tool("gone", published_at=None, gone_because="Its vendor closed.")


def tool_that_left_without_a_word():
    tool = make_pair()[0]
    vote(tool)
    Tool.objects.filter(pk=tool.pk).update(published_at=None)
    return tool


def matchup_of_a_removed_tool():
    pair = [make_pair()[0], removed_tool()]
    return curate(pair)


# (record, what its page says one can do instead)
PUBLIC = {
    "tools.tool": [
        (lambda: make_pair()[0], "discontinued date instead"),
        (removed_tool, "stay on record"),
        (tool_that_left_without_a_word, "stay on record"),
    ],
    "tools.category": [(lambda: make_pair()[0].category, "Rename it instead"), (category_of_interest, "subscribers")],
    "tools.attribute": [(attribute_with_a_fact, "Give it another label"), (own_attribute, "Withdraw them")],
    "comparisons.matchup": [(make_matchup, "Empty its words"), (matchup_of_a_removed_tool, "Empty its words")],
    "newsletter.issue": [(sent_issue, "stop it")],
}
# A text of the house gives way to the default words; accounts and their rights were never public.
MAY_GO = {"comparisons.housetext", "auth.user", "auth.group"}
CASES = [(label, make, instead) for label, cases in PUBLIC.items() for make, instead in cases]


def names_of(cases):
    return [f"{case[0]}-{case[1].__name__.strip('<>')}" for case in cases]


def test_every_registered_page_is_spoken_of_here():
    assert DESKS.keys() == PUBLIC.keys() | MAY_GO | SHOWN_ONLY | {"newsletter.subscriber"}


@pytest.mark.parametrize(("label", "make", "instead"), CASES, ids=names_of(CASES))
def test_what_was_public_stays_and_its_page_says_what_to_do_instead(editor, label, make, instead):
    record = make()
    before = stored(record)
    page = editor.get(change_of(label, record)).content.decode()
    assert instead in page and 'class="deletelink"' not in page
    address = change_of(label, record).replace("/change/", "/delete/")
    for answer in (editor.get(address), editor.client.post(address, {"post": "yes"})):
        assert answer.status_code == 403
        assert instead in answer.content.decode()
    assert stored(record) == before


@pytest.mark.parametrize(("label", "make", "instead"), CASES, ids=names_of(CASES))
def test_no_bulk_deletion_takes_what_was_public(editor, label, make, instead):
    record = make()
    before = stored(record)
    answer = bulk(editor, label, record)
    assert stored(record) == before
    if DESKS[label].actions is not None:
        assert "Nothing was deleted." in answer.content.decode()
        assert instead in answer.content.decode()


@pytest.mark.parametrize("label", [*sorted(SHOWN_ONLY), "newsletter.subscriber"])
def test_what_processes_and_readers_wrote_is_not_deleted_at_all(editor, label):
    record = MAKERS[label]()
    before = stored(record)
    address = change_of(label, record).replace("/change/", "/delete/")
    assert editor.client.post(address, {"post": "yes"}).status_code == 403
    bulk(editor, label, record)
    assert stored(record) == before


def bulk(editor, label, *records):
    chosen = [record.pk for record in records]
    sent = {"action": "delete_selected", "_selected_action": chosen, "index": "0", "post": "yes"}
    return editor.client.post(list_of(label), sent, follow=True)


def test_one_public_record_among_others_keeps_them_all(editor):
    empty, used = make_category("empty", "Empty"), make_pair()[0].category
    answer = bulk(editor, "tools.category", empty, used)
    assert "Developer Tools: It is in use (tools)." in answer.content.decode()
    assert Category.objects.count() == 2
    bulk(editor, "tools.category", empty)
    assert Category.objects.get() == used


def test_drafts_can_be_deleted(editor):
    make_news()
    draft = MAKERS["comparisons.housetext"](), make_tool("draft", published_at=None)
    unseen = curate([Tool.objects.get(slug="fresh-tool"), draft[1]])
    for label, record in (
        ("comparisons.housetext", draft[0]), ("comparisons.matchup", unseen), ("tools.tool", draft[1]),
    ):  # fmt: skip
        answer = editor.client.post(change_of(label, record).replace("/change/", "/delete/"), {"post": "yes"})
        assert answer.status_code == 302
        assert not type(record).objects.filter(pk=record.pk).exists()


def test_a_draft_of_an_issue_can_be_deleted(editor):
    issue = MAKERS["newsletter.issue"]()
    bulk(editor, "newsletter.issue", issue)
    assert not Issue.objects.exists()


def test_a_public_tool_leaves_with_a_word_why_which_stays(editor):
    tool = make_pair()[0]
    path = change_of("tools.tool", tool)
    refused = editor.edit(path, published_at="")
    assert "Say why it leaves the site" in said(refused)
    later = (NOW + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert "It is public already" in said(editor.edit(path, published_at=later, gone_because="Later again."))
    editor.send(path, fields_of(refused), gone_because="Its vendor closed.")
    tool.refresh_from_db()
    assert (tool.published_at, tool.gone_because) == (None, "Its vendor closed.")
    assert "leave a reason" in said(editor.edit(path, gone_because=""))
    editor.edit(path, gone_because="Its vendor was sold.")
    tool.refresh_from_db()
    assert tool.gone_because == "Its vendor was sold."


def test_a_tool_that_is_scheduled_goes_back_to_draft_freely(editor):
    tool = make_tool("soon", published_at=NOW + timedelta(days=3))
    editor.edit(change_of("tools.tool", tool), published_at="")
    tool.refresh_from_db()
    assert tool.published_at is None
