"""OpenDKIM in a folder and on a port of its own: it signs what Postfix takes from us, as docs/newsletter.md sets it up."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.newsletter.sink import free_port
from tests.partners.folders import running

DOCS = Path(__file__).parents[2] / "docs" / "newsletter.md"
DOMAIN, SELECTOR = "example.com", "v2026"
VERIFY = """
import dkim, sys
name, record = (argument.encode() for argument in sys.argv[1:])
print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda asked, timeout=5: record if asked == name else None))
"""


@dataclass
class Signer:
    """A running signer: its port, and what is published of its key."""

    port: int
    record: str

    def verifies(self, mail: bytes) -> bool:
        """What dkimpy says, another implementation, with the record that is published."""
        command = ["/usr/bin/python3", "-c", VERIFY, f"{SELECTOR}._domainkey.{DOMAIN}.", self.record]
        return subprocess.run(command, input=mail, check=True, capture_output=True).stdout == b"True\n"


def settings_of_docs(folder: Path, port: int) -> str:
    """The file of the docs, with the domain, the key and the port of the tests."""
    block = DOCS.read_text().split("`/etc/opendkim.conf`:\n\n")[1].split("\n\n")[0]
    lines = [line.strip() for line in block.splitlines()]
    own = {"Domain": DOMAIN, "Selector": SELECTOR, "KeyFile": f"{folder}/{SELECTOR}.private",
           "Socket": f"inet:{port}@127.0.0.1"}  # fmt: skip
    named = {name: own.get(name, value) for name, value in (line.split(maxsplit=1) for line in lines)}
    named |= {"Syslog": "no", "RequireSafeKeys": "no"}  # the folder lies in /tmp, which everybody may write to
    return "".join(f"{name} {value}\n" for name, value in named.items())


@contextmanager
def opendkim(folder: Path) -> Iterator[Signer]:
    command = ["opendkim-genkey", "-b", "2048", "-d", DOMAIN, "-s", SELECTOR, "-D", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    zone = (folder / f"{SELECTOR}.txt").read_text()
    record = "".join(re.findall(r'"([^"]*)"', zone))
    port = free_port()
    (folder / "opendkim.conf").write_text(settings_of_docs(folder, port))
    with running(["/usr/sbin/opendkim", "-f", "-x", f"{folder}/opendkim.conf"], port, folder / "log"):
        yield Signer(port, record)
