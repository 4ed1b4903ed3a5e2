"""The database goes and comes back under a site that is asked all the while."""

import http.client
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from tests.plugin import Postgres
from tests.processes.site import SLUG, Site, served

pytestmark = pytest.mark.skipif(os.environ["DATABASE_URL"].startswith("sqlite"), reason="SQLite has no server to stop")
READERS = 8
AWAY = 5.0
BACK = 4.0
AT_ONCE = 1.5  # on a machine that has other work, too


@pytest.fixture
def database() -> Iterator[Postgres]:
    server = Postgres()
    server.start()
    yield server
    server.remove()


def ask(site: Site, path: str) -> tuple[int, float, str]:
    """(status, seconds, body) of one request; status 0 without an answer."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")
        return answer.status, time.monotonic() - began, body
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - began, ""
    finally:
        connection.close()


def again_until(stop: Event, site: Site, path: str, told: list[tuple[int, float, str]]) -> Callable[[], None]:
    def walk() -> None:
        while not stop.is_set():
            told.append(ask(site, path))

    return walk


def test_the_site_answers_while_the_database_is_away_and_serves_when_it_is_back(tmp_path, database):
    page = f"/tools/{SLUG}"
    with served(tmp_path, database.url, workers=1) as site:
        assert ask(site, page)[0] == 200
        assert ask(site, "/readyz")[0] == 200
        database.stop()
        stop, pages, health, ready = Event(), [], [], []
        walks = [again_until(stop, site, page, pages)] * READERS
        walks += [again_until(stop, site, "/healthz", health), again_until(stop, site, "/readyz", ready)]
        threads = [Thread(target=walk) for walk in walks]
        for thread in threads:
            thread.start()
        time.sleep(AWAY)  # what is measured is what happens in this time
        stop.set()
        for thread in threads:
            thread.join()
        assert {status for status, _, _ in pages} == {503}
        assert {status for status, _, _ in health} == {200}
        assert {(status, body) for status, _, body in ready} == {(503, "the database does not answer")}
        assert max(seconds for _, seconds, _ in health) < AT_ONCE
        assert max(seconds for _, seconds, _ in ready) < AT_ONCE
        database.start()
        began = time.monotonic()
        while ask(site, page)[0] != 200:
            assert time.monotonic() - began < BACK
        with ThreadPoolExecutor(READERS) as pool:
            assert {status for status, _, _ in pool.map(lambda _: ask(site, page), range(50))} == {200}
    assert "couldn't get a connection" in (tmp_path / "log").read_text()
