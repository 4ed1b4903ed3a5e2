"""What editors can do about votes, and the commands that look after them."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from comparisons.models import Standing
from tests.build import LLAMA, NOW, make_tool, vote, votes
from votes.models import Bookmark, Bucket, DailyKey, Hit, Tally, Visitor, Voiding, Vote
from votes.models.proof import wrong_tallies
from votes.rules import Rules

pytestmark = pytest.mark.django_db
TALLIES, BUCKETS = "/admin/votes/tally/", "/admin/votes/bucket/"


@pytest.fixture
def tool(clock):
    return make_tool("t1", panel=LLAMA)


@pytest.fixture
def editor(tool):
    client = Client()
    client.force_login(User.objects.create(username="editor", is_staff=True, is_superuser=True))
    return client


def act(client, address, action, *ids, **fields):
    return client.post(address, {"action": action, "_selected_action": ids, **fields}, follow=True)


def text_of(response):
    return response.content.decode()


def counts(tool):
    return tuple(Tally.objects.filter(tool=tool).values_list("ship", "skip").get())


def test_a_count_is_frozen_and_let_go_on(editor, tool):
    votes(tool, ship=2)
    assert "Readers see a note" in text_of(act(editor, TALLIES, "freeze", tool.pk))
    votes(tool, ship=3)
    assert counts(tool) == (2, 0)
    assert ">3<" in text_of(editor.get(TALLIES))  # not counted now
    act(editor, TALLIES, "thaw", tool.pk)
    assert counts(tool) == (5, 0)
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == ["Frozen.", "Let go on."]


def test_a_recount_by_hand_applies_the_rules(editor, tool, settings, clock):
    settings.VOTE_RULES = Rules(delay=timedelta(minutes=30))
    votes(tool, ship=2)
    clock.now = NOW + timedelta(hours=1)
    act(editor, TALLIES, "recount", tool.pk)
    assert counts(tool) == (2, 0)
    assert Standing.objects.wrong() == []


def test_a_network_and_day_is_voided_with_a_reason_and_restored(editor, tool, settings):
    settings.VOTE_RULES = Rules(bucket_limit=9)
    votes(tool, ship=3)
    bucket = Bucket.objects.get()
    assert "give a reason" in text_of(act(editor, BUCKETS, "void", bucket.pk, because="  "))
    assert counts(tool) == (3, 0)
    act(editor, BUCKETS, "void", bucket.pk, because="one hand")
    assert counts(tool) == (0, 0)
    assert "one hand" in text_of(editor.get("/admin/votes/voiding/"))
    act(editor, BUCKETS, "restore", bucket.pk)
    assert counts(tool) == (3, 0)
    record = Voiding.objects.get()
    assert (record.by.username, record.lifted_by.username, record.because) == ("editor", "editor", "one hand")


@pytest.mark.parametrize("page", ["tally", "bucket", "voiding"])
def test_nobody_writes_votes_by_hand(editor, tool, page):
    vote(tool)
    assert editor.get(f"/admin/votes/{page}/").status_code == 200
    assert editor.get(f"/admin/votes/{page}/add/").status_code == 403
    assert editor.post(f"/admin/votes/tally/{tool.pk}/delete/", {"post": "yes"}).status_code == 403
    assert editor.post(f"/admin/votes/tally/{tool.pk}/change/", {"ship": 99}).status_code == 403
    assert counts(tool) == (1, 0)


def test_staff_without_the_right_cannot_act(tool):
    client = Client()
    client.force_login(User.objects.create(username="helper", is_staff=True))
    assert act(client, TALLIES, "freeze", tool.pk).status_code == 403


def run(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_proof_passes_and_names_what_is_wrong(tool):
    votes(tool, ship=2)
    assert run("verify_tallies") == "Every tally is right.\n"
    Tally.objects.update(ship=5)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_tallies", stdout=out, stderr=out)
    assert ended.value.code == 1
    assert "t1: the tally says 5 ship, 0 skip; the votes say 2 ship, 0 skip" in out.getvalue()


def test_recounting_counts_what_waited_and_repairs_a_tally(tool, settings, clock):
    other = make_tool("t2")
    votes(other, ship=1)
    settings.VOTE_RULES = Rules(delay=timedelta(minutes=30))
    votes(tool, ship=2)
    Tally.objects.filter(pk=other.pk).update(ship=7)
    clock.now = NOW + timedelta(hours=1)
    said = run("recount_votes")
    assert "t1: 0 ship, 0 skip → 2 ship, 0 skip" in said
    assert "2 recounted, 2 moved, 0 frozen." in said
    assert wrong_tallies() == Standing.objects.wrong() == []
    assert "1 recounted, 0 moved, 0 frozen." in run("recount_votes", "--tool", "t1")
    with pytest.raises(CommandError, match="nobody"):
        run("recount_votes", "--tool", "nobody")


def test_what_may_not_be_kept_goes(tool, settings, clock):
    settings.VOTE_RULES, settings.WRITES_PER_MINUTE = Rules(bucket_limit=9), 9
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.post("/tools/t1/vote", {"vote": "ship"})
    browser.post("/tools/t1/bookmark", {"saved": "yes"})
    browser.post("/tools/t1/bookmark", {"saved": "no"})
    assert run("forget_visitors") == "Forgot 0 visitors, 0 removed bookmarks, 0 counters, 0 daily keys.\n"
    clock.now = NOW + timedelta(days=2)
    assert run("forget_visitors") == "Forgot 0 visitors, 1 removed bookmarks, 1 counters, 1 daily keys.\n"
    clock.now = NOW + timedelta(days=402)
    assert run("forget_visitors").startswith("Forgot 1 visitors")
    assert not (
        Visitor.objects.exists() or Bookmark.objects.exists() or DailyKey.objects.exists() or Hit.objects.exists()
    )
    assert Vote.objects.get().visitor is None
    assert counts(tool) == (1, 0)
