"""Readers of the settings about mail."""

import hashlib
import logging
import platform
import re
import secrets
import ssl
from email.utils import parseaddr
from pathlib import Path

from environs import Env, EnvError

from config.environment import secret
from newsletter.issues.calendar import Due, parse_due
from newsletter.transport.server_url import Mailbox, Server, parse_mailbox, parse_server
from tools.causes import cause_of

logger = logging.getLogger("config")
ADDRESS = re.compile(r"[^@\s<>]+@[a-z0-9.-]+", re.IGNORECASE)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.IGNORECASE)


def mail_server(env: Env) -> Server | None:
    """EMAIL_URL: where mails are handed over. Without it they are kept in a folder."""
    url = env.str("EMAIL_URL", "") or kept_text(env, "EMAIL_URL")
    own_ca, own_name = ca_file(env), ehlo_name(env)
    try:
        return parse_server(url, own_ca, own_name) if url else None
    except ValueError as error:
        raise EnvError(f"EMAIL_URL: {error}") from error


def bounce_mailbox(env: Env) -> Mailbox | None:
    """MAIL_BOUNCES: the mailbox that bounces come to, read by IMAP. Without it they come by pipe or from a provider."""
    url = env.str("MAIL_BOUNCES", "") or kept_text(env, "MAIL_BOUNCES")
    try:
        return parse_mailbox(url, ca_file(env)) if url else None
    except ValueError as error:
        raise EnvError(f"MAIL_BOUNCES: {error}") from error


def ca_file(env: Env) -> str:
    """MAIL_CA_FILE: certificates in PEM that the mail server's must lead to, instead of the system's."""
    path = env.str("MAIL_CA_FILE", "")
    try:
        if path:
            ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise EnvError(f"MAIL_CA_FILE: {path} holds no certificate in PEM") from error
    except OSError as error:
        raise EnvError(f"MAIL_CA_FILE: cannot read {path}: {error.strerror}") from error
    return path


def ehlo_name(env: Env) -> str:
    """MAIL_EHLO_NAME: how we introduce ourselves to the mail server; empty: by the name of this machine."""
    name = env.str("MAIL_EHLO_NAME", "")
    if name and not HOST_NAME.fullmatch(name):
        raise EnvError("MAIL_EHLO_NAME: expected the name of a host, something like mail.example.com")
    return name


def reply_to(env: Env, sender: str) -> str:
    """MAIL_REPLY_TO: where answers to mails go; without it, to the address that they come from."""
    given = env.str("MAIL_REPLY_TO", "")
    if given and not (ADDRESS.fullmatch(given) and given.isprintable()):
        raise EnvError("MAIL_REPLY_TO: expected an address alone, something like desk@example.com")
    return given or sender


def mail_from(env: Env, name: str, host: str) -> tuple[str, str]:
    """MAIL_FROM: (name, address) that mails come from."""
    given = env.str("MAIL_FROM", "")
    if not given:
        return name, f"news@{host}"
    own_name, address = parseaddr(given)
    if not ADDRESS.fullmatch(address) or not given.isprintable():
        raise EnvError("MAIL_FROM: expected an address, something like Versed <news@example.com>")
    return own_name or name, address


def contact_email(env: Env, sender: str) -> str:
    """CONTACT_EMAIL: where readers write to. Never empty: without it, the address that mails come from."""
    given = env.str("CONTACT_EMAIL", "")
    if not given:
        return sender
    if not ADDRESS.fullmatch(given) or not given.isprintable():
        raise EnvError("CONTACT_EMAIL: expected an address alone, something like desk@example.com")
    return given


def newsletter_due(env: Env) -> Due:
    try:
        return parse_due(env.str("NEWSLETTER_DUE", "fri 09:00"))
    except ValueError as error:
        raise EnvError(f"NEWSLETTER_DUE: {error}") from error


def report_keys(env: Env) -> dict[str, str | None]:
    """What proves that a report of bounces comes from the provider, by the settings of django-anymail; None where
    nothing is set."""
    keys = {
        "WEBHOOK_SECRET": kept_text(env, "MAIL_REPORTS_SECRET"),
        "MAILERSEND_SIGNING_SECRET": kept_text(env, "MAILERSEND_SIGNING_SECRET"),
        "MAILGUN_WEBHOOK_SIGNING_KEY": kept_text(env, "MAILGUN_SIGNING_KEY"),
        "MAILTRAP_TRACKING_SECRET": kept_text(env, "MAILTRAP_SIGNING_SECRET"),
        "MANDRILL_WEBHOOK_KEY": kept_text(env, "MANDRILL_WEBHOOK_KEY"),
        "POSTAL_WEBHOOK_KEY": kept_text(env, "POSTAL_WEBHOOK_KEY"),
        "RESEND_SIGNING_SECRET": kept_text(env, "RESEND_SIGNING_SECRET"),
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": kept_text(env, "SENDGRID_VERIFICATION_KEY"),
        "UNISENDER_GO_API_KEY": kept_text(env, "UNISENDER_GO_API_KEY"),
    }
    return {setting: key or None for setting, key in keys.items()}


def kept_text(env: Env, name: str) -> str:
    """What the variable `name` says, or the file that `NAME_FILE` points to; empty without either."""
    if not env.str(name, "") and not env.str(f"{name}_FILE", ""):
        return ""
    return secret(env, name, kept_in=None)


def host_id(kept_in: Path) -> str:
    """A name of this installation on this machine: a copy of its database elsewhere has another one."""
    file = kept_in / "host_id.txt"
    try:
        kept_in.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_text(secrets.token_hex(8), encoding="utf-8")
        own = file.read_text(encoding="utf-8")
    except OSError as error:  # a folder that cannot be written: then the machine alone tells
        logger.warning("this installation has no name of its own (set HOST_ID): %s", cause_of(error))
        own = ""
    machine = Path("/etc/machine-id")
    parts = [
        own,
        machine.read_text() if machine.exists() else platform.node(),
        str(kept_in),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
