"""Real mail servers, started once for all tests of this folder. What is missing is named, with where it is there."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.newsletter.sink import free_port
from tests.partners import exim as exims
from tests.partners.certificates import Certificates, make_certificates
from tests.partners.dovecot import Dovecot, dovecot
from tests.partners.folders import open_folder, running
from tests.partners.opendkim import Signer, opendkim
from tests.partners.postfix import Postfix, postfix

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def missing() -> str:
    """What keeps real mail servers from running here; empty: nothing."""
    if os.geteuid() != 0:
        return "Postfix and Dovecot start as root: these tests run in CI, or as root after bin/setup-mail"
    lacking = [name for name in ("postfix", "dovecot", "postgrey", "opendkim") if not shutil.which(name, path=PATH)]
    lacking += [] if exims.PROGRAM.exists() else ["exim4"]
    return f"not installed: {', '.join(lacking)}; bin/setup-mail gets them" if lacking else ""


@pytest.fixture(scope="session")
def certificates() -> Iterator[Certificates]:
    if why := missing():
        pytest.skip(why)
    with open_folder("certificates") as folder:
        yield make_certificates(folder)


@pytest.fixture(scope="session")
def mailbox(certificates: Certificates) -> Iterator[Dovecot]:
    with open_folder("dovecot") as folder, dovecot(folder, certificates) as server:
        yield server


@pytest.fixture(scope="session")
def signer(certificates: Certificates) -> Iterator[Signer]:
    with open_folder("opendkim") as folder, opendkim(folder) as signer:
        yield signer


@pytest.fixture(scope="session")
def relay(certificates: Certificates, mailbox: Dovecot, signer: Signer) -> Iterator[Postfix]:
    """Postfix, which asks Dovecot for passwords, postgrey who must come again, and OpenDKIM for a signature."""
    with open_folder("postgrey") as grey, open_folder("postfix") as folder:
        port = free_port()
        command = ["/usr/sbin/postgrey", f"--inet=127.0.0.1:{port}", "--delay=1", f"--dbdir={grey}", "--user=nobody",
                   "--group=nogroup", "--auto-whitelist-clients=0", "--whitelist-clients=/dev/null",
                   "--whitelist-recipients=/dev/null"]  # fmt: skip
        grey.chmod(0o777)
        with running(command, port, grey / "log"), postfix(folder, certificates, mailbox, port, signer.port) as server:
            yield server


@pytest.fixture(scope="session")
def exim(certificates: Certificates) -> Iterator[exims.Exim]:
    with open_folder("exim") as folder, exims.exim(folder, certificates) as server:
        yield server
