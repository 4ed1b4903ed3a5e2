"""What a mail server's log says it accepted. Real logs of Postfix and Exim are read in tests/partners."""

import pytest

from newsletter.delivery.server_log import accepted_ids

HEAD = "Nov 27 04:20:37 mx"


def read(text):
    return list(accepted_ids(text.splitlines()))


def test_postfix_has_accepted_what_its_queue_manager_has():
    log = f"""
{HEAD} postfix/smtpd[11]: 4F2A: client=localhost[127.0.0.1]
{HEAD} postfix/cleanup[12]: 4F2A1: message-id=<a@example.com>
{HEAD} postfix/cleanup[12]: 4F2A2: message-id=<b@example.com>
{HEAD} postfix/smtpd[11]: lost connection after DATA (17 bytes) from localhost[127.0.0.1] <b@example.com>
{HEAD} postfix/qmgr[13]: 4F2A1: from=<news@example.com>, size=900, nrcpt=1 (queue active)
{HEAD} postfix/qmgr[13]: 4F2A1: from=<news@example.com>, size=900, nrcpt=1 (queue active)
{HEAD} postfix/cleanup[12]: 4F2A3: milter-reject: END-OF-MESSAGE from x; message-id=<c@example.com>
{HEAD} postfix/cleanup[12]: 4F2A2: message-id=<d@example.com>
{HEAD} postfix/qmgr[13]: 4F2A2: from=<news@example.com>, size=901, nrcpt=1 (queue active)
"""
    assert read(log) == ["<a@example.com>", "<d@example.com>"]


def test_exim_has_accepted_what_arrived():
    log = """
2026-11-27 04:20:37 1vOAbC-00000000abc-1AbC <= news@example.com H=localhost P=esmtps S=900 id=a@example.com
2026-11-27 04:20:37 1vOAbC-0000ab-Bc <= news@example.com U=root P=local S=900 id=b@example.com
2026-11-27 04:20:38 1vOAbC-00000000abc-1AbC => x@example.com R=all T=remote id=z@example.com
2026-11-27 04:20:38 H=localhost [127.0.0.1] F=<news@example.com> rejected after DATA: <c@example.com> no
"""
    assert read(log) == ["<a@example.com>", "<b@example.com>"]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (f"{HEAD} sm-mta[3]: x8A: from=<n@example.com>, size=9, msgid=<a@example.com>, relay=x", ["<a@example.com>"]),
        ("<a@example.com>", ["<a@example.com>"]),
        ('{"event": "accepted", "Message-ID": "<a@example.com>"}', ["<a@example.com>"]),
        ("accepted message-id=a@example.com", ["<a@example.com>"]),
        ("rejected <a@example.com>", []),
        ("", []),
        ("\x00\xff <a@", []),
    ],
)
def test_other_logs_and_lists_name_them(line, ids):
    assert read(line) == ids
