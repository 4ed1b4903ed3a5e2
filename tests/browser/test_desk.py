"""The editors' desk in two browsers at once."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from newsletter.models import Issue, Outgoing
from tests.browser.conftest import NewPage
from tests.browser.looks import sideways
from tests.conftest import Clock
from tests.newsletter.build import make_issue, make_news, subscribe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("live_server")]


def at_work(new_page: NewPage, address: str, name: str) -> Page:
    """A page of an editor who is logged in."""
    user = User.objects.create_superuser(name, f"{name}@example.com")
    client = Client()
    client.force_login(user)
    page = new_page()
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": address}])
    return page


@pytest.fixture
def issue(clock: Clock) -> Issue:
    make_news()
    subscribe("reader@example.com")
    return make_issue(approved=False)


def test_two_open_copies_of_an_issue_do_not_mix_its_items(new_page: NewPage, address: str, issue: Issue, axe):
    """Maya moves an item up and renames it; Jo, whose copy is older, renames another one and is asked first."""
    where = f"/admin/newsletter/issue/{issue.pk}/change/"
    before = {item["id"]: item["path"] for item in issue.content["items"]}
    fresh, llama = "new-fresh-tool", "moved-code-llama-4"
    maya, jo = at_work(new_page, address, "maya"), at_work(new_page, address, "jo")
    maya.goto(where)
    jo.goto(where)
    maya.locator(f"[name='place_{fresh}']").fill("1")
    maya.locator(f"[name='title_{fresh}']").fill("Fresh Tool comes first")
    maya.get_by_role("button", name="Save", exact=True).click()
    expect(maya.get_by_text("was changed successfully")).to_be_visible()

    jo.locator(f"[name='title_{llama}']").fill("Code Llama 4 fell apart")
    jo.get_by_role("button", name="Save", exact=True).click()
    table = jo.get_by_role("table", name="What somebody else saved meanwhile")
    expect(table.get_by_role("cell", name="Fresh Tool comes first")).to_be_visible()
    expect(jo.locator(f"[name='title_{llama}']")).to_have_value("Code Llama 4 fell apart")
    expect(jo.locator(f"[name='title_{fresh}']")).to_have_value("Fresh Tool comes first")
    assert axe(jo) == []
    jo.set_viewport_size({"width": 768, "height": 900})
    assert sideways(jo) == 0
    jo.get_by_role("button", name="Save", exact=True).click()
    expect(jo.get_by_text("was changed successfully")).to_be_visible()
    issue.refresh_from_db()
    titles = {item["id"]: item["title"] for item in issue.content["items"]}
    assert [*titles][:2] == [fresh, llama]
    assert (titles[fresh], titles[llama]) == ("Fresh Tool comes first", "Code Llama 4 fell apart")
    assert {item["id"]: item["path"] for item in issue.content["items"]} == before


def test_enter_saves_and_approving_what_is_due_asks_first(new_page: NewPage, address: str, issue: Issue, axe):
    """The issue is due now: Enter in a field saves and no more; Approve saves, asks, and acts on the second answer."""
    maya = at_work(new_page, address, "maya")
    maya.goto(f"/admin/newsletter/issue/{issue.pk}/change/")
    subject = maya.get_by_label("Subject")
    subject.fill("With Enter")
    subject.press("Enter")
    expect(maya.get_by_text("was changed successfully")).to_be_visible()
    issue.refresh_from_db()
    assert (issue.subject, issue.state, Outgoing.objects.count()) == ("With Enter", "draft", 0)
    maya.goto(f"/admin/newsletter/issue/{issue.pk}/change/")
    subject.fill("With the button")
    maya.get_by_role("button", name="Approve").click()
    expect(maya.get_by_text("at once, to 1 subscriber")).to_be_visible()
    assert axe(maya) == []
    maya.get_by_role("link", name="Do not send it").click()
    expect(subject).to_have_value("With the button")
    issue.refresh_from_db()
    assert (issue.subject, issue.state) == ("With the button", "draft")
    maya.get_by_role("button", name="Approve").click()
    maya.get_by_role("button", name="Send it to 1 subscriber now").click()
    expect(maya.get_by_text("is approved: it goes to 1 subscriber at once.")).to_be_visible()
    issue.refresh_from_db()
    assert issue.state == "approved"
