"""Dovecot in a folder and on ports of its own: it checks passwords for Postfix (SASL) and keeps a mailbox (IMAP with TLS)."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.newsletter.sink import free_port
from tests.partners.certificates import Certificates
from tests.partners.folders import running

USER, PASSWORD = "news@example.com", "p:ss/w@rd"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%n
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """`auth` is the port on which Postfix asks, `imaps` that of the mailbox of USER."""

    folder: Path
    auth: int
    imaps: int


@contextmanager
def dovecot(folder: Path, certificates: Certificates) -> Iterator[Dovecot]:
    server = Dovecot(folder, free_port(), free_port())
    (folder / "users").write_text(f"{USER}:{{PLAIN.b64}}{b64encode(PASSWORD.encode()).decode()}\n")
    (folder / "mail").mkdir()
    (folder / "mail").chmod(0o777)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, chain=certificates.chain("good"), key=certificates.key("good"), auth=server.auth,
            imaps=server.imaps,
        )
    )  # fmt: skip
    with running(["/usr/sbin/dovecot", "-F", "-c", str(config)], server.imaps, folder / "start.log"):
        yield server
