"""What strangers send to the running site is cut at the door: nothing of it lands on disk or stays in memory."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.processes.site import Editor, Site, serving

HUGE, BLOCK = 200_000_000, b"x" * 65_536
PASSWORD = "a right one, and long"
MAKE_EDITOR = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("editor", password="{PASSWORD}")
"""
KIND = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="x"\r\nContent-Type: text/plain\r\n\r\n'
END = b"\r\n--b--\r\n"
IMPORT = "/admin/newsletter/subscriber/import/"
ADDRESSES = [
    "/",
    "/newsletter",
    "/bookmarks/import",
    "/mcp",
    "/newsletter/reports/postmark",
    "/admin/login/",
    IMPORT,
    "/nowhere",
]


@pytest.fixture(scope="module")
def spool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the servers put what they cannot keep in memory."""
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, spool: Path) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), workers=2, make=MAKE_EDITOR, TMPDIR=str(spool)) as site:
        for _ in range(8):
            Editor(site.port).ask("POST", "/nowhere")  # what a process loads at its first request is no matter here
        yield site


def told(site: Site, file: str, name: str) -> int:
    """A number that the kernel knows of each server process, added up."""
    texts = [Path(f"/proc/{pid}/{file}").read_text() for pid in site.workers()]
    return sum(int(number) for text in texts for number in re.findall(rf"^{name}:\s+(\d+)", text, re.MULTILINE))


def written(site: Site) -> int:
    """Bytes that the processes ever handed to a file or pipe, whatever became of it."""
    return told(site, "io", "wchar")


def peak_kb(site: Site) -> int:
    return told(site, "status", "VmHWM")


class Watcher(Thread):
    """Looks again and again at how many bytes lie in a folder. `most` is the largest number seen."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.stop, self.most = folder, Event(), 0

    def run(self) -> None:
        while not self.stop.wait(0.001):
            sizes = [file.stat().st_size for file in self.folder.iterdir()]
            self.most = max(self.most, sum(sizes))

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.join()


def measured(block: bytes) -> bytes:
    return block


def chunked(block: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(block), block)


def pour(port: int, address: str, how: Callable[[bytes], bytes]) -> bytes:
    """The beginning of the answer to a file of 200 MB, sent on until nobody takes it any more."""
    said = "Transfer-Encoding: chunked" if how is chunked else f"Content-Length: {HUGE}"
    head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {KIND}\r\n{said}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        try:
            connection.sendall(head.encode() + how(PART % b"file"))
            for _ in range(HUGE // len(BLOCK)):
                connection.sendall(how(BLOCK))
        except OSError:
            pass  # hung up on
        return connection.recv(4096)


@pytest.mark.parametrize("how", [measured, chunked])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_of_200_mb_from_a_stranger_lands_anywhere(site, spool, address, how):
    before, peak = written(site), peak_kb(site)
    with Watcher(spool) as watcher:
        answer = pour(site.port, address, how)
    assert answer.startswith(b"HTTP/1.1 413 "), answer
    assert watcher.most == 0
    assert written(site) - before < 100_000
    assert peak_kb(site) - peak < 20_000


def test_what_staff_may_send_is_read_and_the_measure_sees_it(site):
    editor = Editor(site.port)
    assert editor.log_in("editor", PASSWORD) == 302
    form = PART.replace(b'; filename="x"', b"") % b"csrfmiddlewaretoken" + editor.token(IMPORT).encode() + b"\r\n"
    form += PART % b"file" + b"no column\n" * 500_000 + END
    before = written(site)
    status, page = editor.ask("POST", IMPORT, form, KIND)
    assert (status, "expected the columns email" in page) == (422, True)
    assert written(site) - before > 5_000_000
