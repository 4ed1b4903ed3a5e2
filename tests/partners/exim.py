"""Exim in a folder and on a port of its own: it takes so many messages on a connection, and then ends it with a 421."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsletter.transport.server_url import Server, parse_server
from tests.newsletter.sink import free_port
from tests.partners.certificates import Certificates
from tests.partners.folders import running

PROGRAM = Path(__file__).resolve().parents[2] / ".cache/exim/usr/sbin/exim4"
PER_CONNECTION = 3
CONFIG = """
primary_hostname = mail.test
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
log_selector = +tls_peerdn +received_recipients
pid_file_path = {folder}/exim.pid
exim_user = nobody
exim_group = nogroup
never_users =
trusted_users = root
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts = *
tls_certificate = {chain}
tls_privatekey = {key}
smtp_accept_max_per_connection = {per_connection}
smtp_accept_queue_per_connection = 0
smtp_enforce_sync = true
smtputf8_advertise_hosts = *
queue_run_max = 1
acl_smtp_rcpt = check
acl_smtp_data = accept_data
begin acl
check:
  deny message = 5.1.1 Unknown user
       local_parts = r404
  accept domains = example.com
  deny message = relay not permitted
accept_data:
  accept
begin routers
keep:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = {folder}/mail/$local_part
  create_directory
  user = nobody
  group = nogroup
"""


@dataclass(frozen=True, slots=True)
class Exim:
    folder: Path
    port: int
    certificates: Certificates

    def server(self) -> Server:
        return parse_server(f"smtp://localhost:{self.port}", str(self.certificates.ca))

    @property
    def log(self) -> str:
        return (self.folder / "mainlog").read_text()


@contextmanager
def exim(folder: Path, certificates: Certificates) -> Iterator[Exim]:
    server = Exim(folder, free_port(), certificates)
    for path in (folder / "spool", folder / "mail"):
        path.mkdir()
        path.chmod(0o777)
    folder.chmod(0o777)
    config = folder / "exim.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, port=server.port, chain=certificates.chain("good"), key=certificates.key("good"),
            per_connection=PER_CONNECTION,
        )
    )  # fmt: skip
    config.chmod(0o644)
    with running([str(PROGRAM), "-bdf", "-C", str(config)], server.port, folder / "start.log"):
        yield server
