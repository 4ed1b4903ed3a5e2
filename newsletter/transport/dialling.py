"""Opening a connection to a mail server: a checked certificate, the password, words for each failure."""

import smtplib
import socket
import ssl

from newsletter.transport.server_url import Mailbox, Server

SILENCE = 30.0  # the longest wait for a single byte
UNKNOWN_ISSUER, WRONG_NAME = {18, 19, 20, 21}, {62, 64}  # codes of OpenSSL (x509_vfy.h)


def dial(server: Server) -> smtplib.SMTP:
    """A connection that greeted, is encrypted where it must be or can be, and took the password if there is one.

    Raises OSError, ValueError or smtplib.SMTPException; `explain` says what each means.
    """
    smtp = greeted(server)
    try:
        if smtp.sock is not None:  # the final dot must not wait for the server to acknowledge the message
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if not server.implicit_tls:
            encrypt(smtp, server)
        if server.user:
            log_in(smtp, server)
    except BaseException:
        smtp.close()
        raise
    return smtp


def greeted(server: Server) -> smtplib.SMTP:
    """The host is given at once: smtplib checks the certificate against the name that it was made with."""
    own_name = server.greeting or None
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=SILENCE, context=trusting(server))
    return smtplib.SMTP(server.host, server.port, own_name, timeout=SILENCE)


def encrypt(smtp: smtplib.SMTP, server: Server) -> None:
    """STARTTLS where it is offered. Without it nothing that is secret goes out."""
    if smtp.has_extn("starttls"):
        smtp.starttls(context=trusting(server))
        smtp.ehlo_or_helo_if_needed()
    elif server.user:
        raise smtplib.SMTPException("the server offers no encryption (STARTTLS); the password was not sent")
    elif server.ca_file:
        raise smtplib.SMTPException("the server offers no encryption (STARTTLS), which MAIL_CA_FILE asks for")


def log_in(smtp: smtplib.SMTP, server: Server) -> None:
    if not f"{server.user}{server.password}".isascii():  # smtplib's own error would quote a letter of it
        raise smtplib.SMTPException("user and password may hold letters, digits and signs of ASCII only")
    smtp.login(server.user, server.password)


def trusting(server: Server | Mailbox) -> ssl.SSLContext:
    """Trusts the CAs of the system, or those of MAIL_CA_FILE alone; the certificate must name the host."""
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if not server.is_checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def security_of(smtp: smtplib.SMTP, server: Server) -> str:
    """How the connection is protected, for people; empty where it is not."""
    if not isinstance(smtp.sock, ssl.SSLSocket):
        return ""
    return f"{smtp.sock.version()}, certificate {'checked' if server.is_checked else 'not checked: this machine'}"


def explain(error: Exception, server: Server) -> str:
    """What kept us from connecting, and what to do about it. Never holds the password."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message.rstrip('.')}{advice(error.verify_code)}"
    if isinstance(error, ssl.SSLError):
        plain = "; does this port begin in the clear? Then write smtp://" if server.implicit_tls else ""
        return f"no encryption could be agreed on: {error.reason or error}{plain}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"it refused the user or the password: {say(error)}"
    if isinstance(error, smtplib.SMTPServerDisconnected) and not server.implicit_tls:
        return f"{say(error)}; does this port begin encrypted, as 465 does? Then write smtps://"
    return say(error)


def advice(code: int) -> str:
    if code in UNKNOWN_ISSUER:
        return "; where your own CA made it, name the CA's file in MAIL_CA_FILE"
    return "; the host in EMAIL_URL must be a name that the certificate holds" if code in WRONG_NAME else ""


def say(error: Exception) -> str:
    """The words of an error; those of smtplib hide what happened to the connection."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode('ascii', 'replace') if isinstance(words, bytes) else words}"
    beneath = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else None
    text = str(error) or type(error).__name__
    return f"{text} ({beneath})" if beneath and str(beneath) not in text else text
