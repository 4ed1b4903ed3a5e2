"""The door of the admin, guarded by several server processes together."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.processes.site import Editor, Site, serving

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


def test_so_many_passwords_are_tried_and_no_more_whichever_process_is_asked(site):
    began = int(time.time()) // QUARTER
    with ThreadPoolExecutor(12) as pool:
        seen = Counter(pool.map(lambda _: Editor(site.port).log_in("editor", WRONG), range(60)))
    windows = 1 + int(time.time()) // QUARTER - began  # of the real clock, which these processes go by
    assert set(seen) == {200, 429}
    assert MOST <= seen[200] <= MOST * windows
    if windows == 1:
        assert Editor(site.port).log_in("editor", RIGHT) == 429
    assert Editor(site.port).log_in("second", RIGHT) == 302
