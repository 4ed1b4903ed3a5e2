"""python -m bench.hostile: how long the site thinks about hostile texts (tests/hostile), among so many tools.

Every answer is checked as the tests check it. Wanted: no complaint, and no answer that takes a second.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from bench.__main__ import fill
from bench.server import manage
from tests.plugin import start_postgres


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="postgres")
    parser.add_argument("--tools", type=int, default=1000, help="tools in the synthetic catalogue")
    parser.add_argument("--count", type=int, default=100, help="texts that each place gets; 0: all of them")
    parser.add_argument("--place", default="", help="only the places whose address or group contains this")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    url, stop = start_postgres() if given.db == "postgres" else (f"sqlite:///{folder}/bench.sqlite3", lambda: None)
    environment = {"DATABASE_URL": url, "DEBUG": "0", "STATIC_MANIFEST": "0", "MEDIA_ROOT": str(folder)}
    try:
        fill(given.tools, folder, environment)
        code = f"from bench.naughty import report; report({given.count}, {given.place!r})"
        print(manage("shell", "-v", "0", "-c", code, environment=os.environ | environment), end="")
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
