"""Addresses whose domain is written in another script: mailed where the registries say, not at a stranger's."""

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.addresses import BadAddress, address_key, ascii_domain, inbox_of, mailbox_of, parse_address
from newsletter.models import Delivery, Outgoing, Subscriber, Suppression
from newsletter.subscribers.importing import import_subscribers
from tests.build import NOW
from tests.editor import Editor
from tests.newsletter.build import ask, make_issue, make_news, send_all, subscribe

DOMAINS = [
    ("straße.de", "xn--strae-oqa.de"), ("faß.de", "xn--fa-hia.de"), ("STRAßE.de", "xn--strae-oqa.de"),
    ("βόλος.com", "xn--nxasmm1c.com"), ("bücher.example", "xn--bcher-kva.example"), ("ПРЕЗИДЕНТ.рф", "xn--d1abbgf6aiiy.xn--p1ai"),
    ("例え.jp", "xn--r8jz45g.jp"), ("ｅｘａｍｐｌｅ。com", "example.com"), ("ex\u00adample.com", "example.com"),
    ("क्‍ष.com", "xn--11b2ezcw70k.com"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "mailed"), DOMAINS)
def test_a_domain_in_another_script_is_that_of_the_registries(typed, mailed):
    assert parse_address(f"Reader@{typed}") == f"Reader@{mailed}"
    assert mailbox_of(f" READER@{typed} ") == mailbox_of(f"reader@{mailed}") == f"reader@{mailed}"


@pytest.mark.parametrize("domain", ["a\u200db.de", "ä_b.de", "-ä.de", "ä-.de", "ä..de", "ä", ".ä.de", "ä.de.", "☕.us", "ä" * 64 + ".de",
    "ä" * 5000 + ".de", "\u202eexamplé.com", "exa\ud800mple.com", "אa.com", "１２７。０。０。１"], ids=ascii)  # fmt: skip
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(BadAddress):
        parse_address(f"reader@{domain}")
    assert mailbox_of(f"reader@{domain}") == ""


@given(st.text(max_size=80))
def test_any_text_is_a_domain_that_stays_as_it_is_or_none(text):
    try:
        once = ascii_domain(text)
    except BadAddress:
        return
    assert once.isascii() and ascii_domain(once) == once


LABELS = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=20)


@given(st.lists(LABELS | LABELS.map("xn--{}".format), min_size=2, max_size=4).map(".".join))
def test_no_key_that_is_stored_changes(domain):
    """Rows that an earlier version stored hold ASCII: they keep their key, so none is lost and no two become one."""
    try:
        address = parse_address(f"reader@{domain}")
    except BadAddress:
        return
    assert address_key(address) == f"reader@{domain}".lower()


@pytest.mark.django_db
def test_the_letter_and_the_issue_go_to_that_domain_and_to_no_stranger(client, sink, clock):
    subscribe("reader@strasse.de")  # somebody else, or what an earlier version made of it: nobody can tell
    for typed in ("reader@straße.de", "READER@STRAßE.DE", "reader@faß.de"):
        assert client.post("/newsletter", {"email": typed}, HTTP_SEC_FETCH_SITE="same-origin").status_code == 303
    send_all()
    assert [mail.recipient for mail in sink.accepted] == [
        "reader@xn--strae-oqa.de", "READER@xn--strae-oqa.de", "reader@xn--fa-hia.de",
    ]  # fmt: skip
    keys = ["reader@strasse.de", "reader@xn--fa-hia.de", "reader@xn--strae-oqa.de"]
    assert sorted(Subscriber.objects.values_list("key", flat=True)) == keys
    Subscriber.objects.update(status="confirmed", confirmed_at=NOW)
    make_news()
    make_issue()
    send_all()
    assert sorted(Delivery.objects.filter(state="sent").values_list("address", flat=True)) == keys


@pytest.mark.django_db
def test_the_limit_of_a_mailbox_counts_both_spellings(client, sink):
    for typed in ("a@straße.de", "a@xn--strae-oqa.de", "A@STRASSE.de", "a@Straße.de", "a@XN--STRAE-OQA.de"):
        assert client.post("/newsletter", {"email": typed}, HTTP_SEC_FETCH_SITE="same-origin").status_code == 303
    mailed = Outgoing.objects.order_by("pk").values_list("address", flat=True)
    assert [address_key(address) for address in mailed] == [
        "a@xn--strae-oqa.de", "a@xn--strae-oqa.de", "a@strasse.de", "a@xn--strae-oqa.de",
    ]  # fmt: skip


@pytest.mark.django_db
def test_lists_and_suppressions_know_both_spellings():
    Suppression.objects.create(key="gone@xn--strae-oqa.de", reason="bounce", made_at=NOW)
    subscribe("gone@strasse.de")
    rows = [["email", "confirmed_at"]] + [[f"{who}@straße.de", "2025-03-01"] for who in ("gone", "here")]
    text = io.StringIO()
    csv.writer(text).writerows([*rows, ["HERE@xn--strae-oqa.de", "2025-03-01"]])
    text.seek(0)
    result = import_subscribers(text, NOW)
    assert (result.new, result.known, result.errors) == (1, 2, [])
    assert set(Subscriber.objects.values_list("address", flat=True)) == {"gone@strasse.de", "here@xn--strae-oqa.de"}
    editor = Editor()
    page = editor.get("/admin/newsletter/subscriber/?q=here@straße.de").content.decode()
    assert "here@xn--strae-oqa.de" in page and "gone@strasse.de" not in page
    ask("here@xn--strae-oqa.de")
    for shown in ("outgoing/?q=Here@straße.de", "suppression/?q=gone@straße.de"):
        assert "@xn--strae-oqa.de" in editor.get(f"/admin/newsletter/{shown}").content.decode()


@pytest.mark.parametrize(("address", "inbox"), [
    ("Jane.Doe+news@Gmail.com", "janedoe@gmail.com"), ("jane.doe@googlemail.com", "janedoe@gmail.com"),
    ("jane_d-oe@pm.me", "janedoe@proton.me"), ("jane.doe+x@example.com", "jane.doe@example.com"),
    ("+tag@example.com", "+tag@example.com"), ("...@gmail.com", "...@gmail.com"), ("a@example.com", "a@example.com"),
])  # fmt: skip
def test_an_inbox_is_one_however_it_is_spelled(address, inbox):
    assert inbox_of(address) == inbox
    assert inbox_of(inbox) == inbox
