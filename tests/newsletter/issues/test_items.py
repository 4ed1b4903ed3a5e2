"""The items of an issue keep their names, and two open copies of its page never mix them."""

import re

import pytest

from newsletter.issues.items import with_ids
from newsletter.models import Issue
from tests.editor import Editor, fields_of
from tests.newsletter.build import make_issue, make_news

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def issue():
    make_news()
    return make_issue(approved=False)


def path_of(issue):
    return f"/admin/newsletter/issue/{issue.pk}/change/"


def without_ids(issue):
    """As it was drafted before items had ids."""
    for item in issue.content["items"]:
        del item["id"]
    issue.save()


def paths(issue):
    issue.refresh_from_db()
    return {item["title"]: item["path"] for item in issue.content["items"]}


def test_every_item_has_an_id_of_its_own(issue):
    assert [item["id"] for item in issue.content["items"]] == [
        "moved-code-llama-4", "new-fresh-tool", "fact-code-llama-4-pricing",
    ]  # fmt: skip


def test_items_of_before_get_the_same_ids_at_every_look_and_none_twice():
    old = {"kind": "fact", "path": "/tools/a", "title": "A", "line": "B"}
    found = with_ids([old, old, old | {"title": "C"}])
    assert found == with_ids([old, old, old | {"title": "C"}])
    assert len({item["id"] for item in found}) == 3
    assert with_ids(found) == found


@pytest.mark.parametrize("old", [False, True])
def test_two_open_copies_do_not_mix_titles_and_links(issue, old):
    """One moves an item up and renames it; the other, whose page still has the old order, renames another one."""
    if old:
        without_ids(issue)
    before = paths(issue)
    first, second = Editor(), Editor("second")
    page, other = first.open(path_of(issue)), second.open(path_of(issue))
    by_title = {page[name]: name.removeprefix("title_") for name in page if name.startswith("title_")}
    fresh, llama = by_title["Fresh Tool: Ship"], by_title["Code Llama 4: Split"]
    moved = page | {f"place_{fresh}": "1", f"title_{fresh}": "Fresh Tool comes first"}
    assert first.client.post(path_of(issue), moved).status_code == 302
    mine = other | {f"title_{llama}": "Code Llama 4 fell apart"}
    refused = second.client.post(path_of(issue), mine)
    assert refused.status_code == 200
    html = refused.content.decode()
    assert "nothing of yours was saved yet" in html
    assert "Fresh Tool comes first" in html
    kept = fields_of(refused)
    assert (kept[f"title_{fresh}"], kept[f"title_{llama}"]) == ("Fresh Tool comes first", "Code Llama 4 fell apart")
    assert second.client.post(path_of(issue), kept).status_code == 302
    after = paths(issue)
    assert list(after)[:2] == ["Fresh Tool comes first", "Code Llama 4 fell apart"]
    assert after["Fresh Tool comes first"] == before["Fresh Tool: Ship"]
    assert after["Code Llama 4 fell apart"] == before["Code Llama 4: Split"]
    assert len({item["id"] for item in issue.content["items"]}) == len(before)


def test_both_titles_of_one_item_are_shown_and_what_was_typed_is_kept(issue):
    first, second = Editor(), Editor("second")
    page, other = first.open(path_of(issue)), second.open(path_of(issue))
    name = next(name for name in page if name.startswith("title_"))
    first.client.post(path_of(issue), page | {name: "Theirs"})
    refused = second.client.post(path_of(issue), other | {name: "Mine"})
    text = refused.content.decode()
    assert "Somebody else changed this meanwhile to “Theirs”." in text
    assert re.search(r"<td>Theirs</td>\s*<td>Mine</td>", text)
    assert fields_of(refused)[name] == "Mine"
    assert "Theirs" in [item["title"] for item in Issue.objects.get().content["items"]]


def test_an_item_that_was_hidden_meanwhile_stays_hidden(issue):
    first, second = Editor(), Editor("second")
    page, other = first.open(path_of(issue)), second.open(path_of(issue))
    hidden = next(name for name in page if name.startswith("shown_"))
    page.pop(hidden)
    first.client.post(path_of(issue), page)
    refused = second.client.post(path_of(issue), other | {"subject": "Another subject"})
    assert hidden not in fields_of(refused)
    second.client.post(path_of(issue), fields_of(refused))
    issue.refresh_from_db()
    assert issue.subject == "Another subject"
    assert [item.get("shown", True) for item in issue.content["items"]] == [False, True, True]
