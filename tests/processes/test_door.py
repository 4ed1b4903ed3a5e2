"""The door of the admin, guarded by several server processes together."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.processes.site import Site, serving

RIGHT, WRONG = "a right one, and long", "a wrong one, and long"
MAKE_EDITORS = f"""
from django.contrib.auth.models import User
for name in ("editor", "second"):
    User.objects.create_superuser(name, password="{RIGHT}")
"""
QUARTER, MOST = 900, 10


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), workers=4, make=MAKE_EDITORS) as site:
        yield site


def log_in(port: int, name: str, password: str) -> int:
    """The status of the answer to a form that was fetched before, as a browser does it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/admin/login/", headers={"Host": "localhost"})
    page = connection.getresponse()
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    (cookie,) = re.findall(r"csrf=\w+", str(page.headers))
    form = urlencode({"csrfmiddlewaretoken": token, "username": name, "password": password})
    headers = {"Host": "localhost", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/admin/login/", form, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_so_many_passwords_are_tried_and_no_more_whichever_process_is_asked(site):
    began = int(time.time()) // QUARTER
    with ThreadPoolExecutor(12) as pool:
        seen = Counter(pool.map(lambda _: log_in(site.port, "editor", WRONG), range(60)))
    windows = 1 + int(time.time()) // QUARTER - began  # of the real clock, which these processes go by
    assert set(seen) == {200, 429}
    assert MOST <= seen[200] <= MOST * windows
    if windows == 1:
        assert log_in(site.port, "editor", RIGHT) == 429
    assert log_in(site.port, "second", RIGHT) == 302
