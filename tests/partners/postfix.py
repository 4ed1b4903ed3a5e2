"""Postfix in a folder and on ports of its own, one port for each way in which a mail server may treat us."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from newsletter.transport.server_url import Server, parse_server
from tests.newsletter.sink import free_port
from tests.partners.certificates import CASES, Certificates
from tests.partners.dovecot import Dovecot
from tests.partners.folders import answers, wait_for

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
myhostname = mail.test
mydestination =
maillog_file = {folder}/mail.log
maillog_file_prefixes = /var, /tmp
virtual_mailbox_domains = example.com, {idn}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/readers
virtual_minimum_uid = 1
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_tls_loglevel = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_authenticated_header = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
default_transport = error:nobody else is written to
"""
# Who has a mailbox. The reader r404 has none.
READERS = [*(f"r{number}" for number in range(200)), "asks"]
IDN = "xn--bcher-kva.example"  # bücher.example, as the domain name system has it
SERVICES = """
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
"""


@dataclass
class Postfix:
    """A running server: the port of each way of treatment, and what arrived."""

    folder: Path
    certificates: Certificates
    ports: Mapping[str, int]
    seen: set[Path] = field(default_factory=set)

    def server(self, way: str, *, ca: bool = True, login: str = "", greeting: str = "") -> Server:
        """The address of a way, as EMAIL_URL and MAIL_CA_FILE say it."""
        return parse_server(self.url(way, login), str(self.certificates.ca) if ca else "", greeting)

    def url(self, way: str, login: str = "") -> str:
        return f"{'smtps' if way == 'smtps' else 'smtp'}://{login}localhost:{self.ports[way]}"

    @property
    def log(self) -> str:
        return (self.folder / "mail.log").read_text()

    def mails(self, count: int) -> list[EmailMessage]:
        """So many mails that arrived in the mailboxes since the last question, once they are there."""
        wait_for(f"{count} mails arrive", lambda: len(self.unseen()) >= count)
        new = self.unseen()
        self.seen |= set(new)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in new]

    @property
    def last(self) -> Path:
        """The mail that arrived last, as it came."""
        return max(self.seen, key=lambda path: path.stat().st_mtime_ns)

    def queued(self) -> bool:
        """Whether a mail that was accepted is still on its way to a mailbox."""
        queues = (self.folder / "queue" / name for name in ("maildrop", "incoming", "active", "deferred"))
        return any(path.is_file() for queue in queues for path in queue.rglob("*"))

    def unseen(self) -> list[Path]:
        return [path for path in sorted((self.folder / "mail").rglob("new/*")) if path not in self.seen]


def ways(certificates: Certificates, greylist: int, signer: int) -> dict[str, dict[str, str]]:
    """{way: the options of its port}: each a server that treats us so."""

    def tls(case: str) -> dict[str, str]:
        return {"smtpd_tls_chain_files": f"{certificates.key(case)},{certificates.chain(case)}"}

    good = tls("good")
    return {
        **{case: tls(case) for case in CASES},
        "smtps": {**good, "smtpd_tls_wrappermode": "yes", "smtpd_sasl_auth_enable": "yes"},
        "plain": {"smtpd_tls_security_level": "none"},
        "password": {**good, "smtpd_sasl_auth_enable": "yes", "smtpd_tls_auth_only": "yes",
                     "smtpd_recipient_restrictions": "permit_sasl_authenticated,reject"},
        "small": {**good, "message_size_limit": "4000"},
        "sender": {**good, "smtpd_sender_restrictions":
                   "check_sender_access,static:{550 5.1.8 Sender address rejected: Domain not found}"},
        "signed": {**good, "smtpd_milters": f"inet:127.0.0.1:{signer}", "milter_default_action": "tempfail"},
        "ascii": {**good, "smtputf8_enable": "no"},
        "rate": {**good, "smtpd_client_message_rate_limit": "4", "smtpd_client_event_limit_exceptions": ""},
        "grey": {**good, "smtpd_recipient_restrictions":
                 f"reject_unauth_destination,check_policy_service,inet:127.0.0.1:{greylist}"},
    }  # fmt: skip


@contextmanager
def postfix(folder: Path, certificates: Certificates, sasl: Dovecot, greylist: int, signer: int) -> Iterator[Postfix]:
    """One Postfix that listens on a port for each way; stopped by its own command."""
    chosen = ways(certificates, greylist, signer)
    server = Postfix(folder, certificates, {way: free_port() for way in chosen})
    config = folder / "config"
    for path in (config, folder / "queue", folder / "data", folder / "mail"):
        path.mkdir()
    subprocess.run(["chown", "postfix", folder / "data"], check=True)
    (folder / "mail").chmod(0o777)
    readers = [f"{name}@example.com {name}/" for name in READERS]
    (folder / "readers").write_text("\n".join([*readers, f"r1@{IDN} idn/", ""]))
    (config / "main.cf").write_text(MAIN.format(folder=folder, auth=sasl.auth, idn=IDN))
    ports = ""
    for way, options in chosen.items():
        ports += f"127.0.0.1:{server.ports[way]} inet n - n - - smtpd\n"
        ports += "".join(f"  -o {{{name}={value}}}\n" for name, value in options.items())
    (config / "master.cf").write_text(f"{SERVICES}{ports}")
    subprocess.run(["/usr/sbin/postfix", "-c", config, "start"], check=True, capture_output=True)
    try:
        wait_for("Postfix answers", lambda: all(answers(port) for port in server.ports.values()))
        yield server
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", config, "stop"], check=True, capture_output=True)
