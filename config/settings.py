"""Every setting of the site. This is the only file that reads the environment; README.md lists the variables."""

import re
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.csp import CSP
from environs import Env, EnvError

from config.database import read_database
from config.environment import code_fingerprint, derived, flag, release_of, secret
from config.mail import (
    bounce_mailbox,
    contact_email,
    host_id,
    mail_from,
    mail_server,
    newsletter_due,
    reply_to,
    report_keys,
)
from votes.rules import Rules

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()


ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:(?P<port>\d{1,5}))?")


def read_origin() -> str:
    """SITE_ORIGIN: scheme, host and port, nothing else. Every absolute address on the site starts with it."""
    origin = env.str("SITE_ORIGIN", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/").lower()
    match = ORIGIN.fullmatch(origin)
    if not match or int(match["port"] or 80) > 65_535:
        raise EnvError("SITE_ORIGIN: expected scheme, host and port alone, something like https://example.com")
    return origin


def read_zone() -> str:
    name = env.str("TIME_ZONE", "UTC")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones is none
        raise EnvError(f"TIME_ZONE: {name!r} is not a zone of the IANA database") from error
    return name


def read_proxies() -> list[Any]:
    """TRUSTED_PROXIES: the networks whose word about a client's address is believed."""
    try:
        return [ip_network(text) for text in re.split(r"[,\s]+", env.str("TRUSTED_PROXIES", "")) if text]
    except ValueError as error:
        raise EnvError(f"TRUSTED_PROXIES: {error}; expected addresses or networks such as 10.0.0.0/8") from error


def read_amount(name: str, most: int, *, least: int = 0, default: int = 0) -> int:
    amount = env.int(name, default)
    if not least <= amount <= most:
        raise EnvError(f"{name}: expected {least} to {most}, got {amount}")
    return amount


try:
    DEBUG = flag(env, "DEBUG", default=False)
    STATIC_MANIFEST = flag(env, "STATIC_MANIFEST", default=not DEBUG)
    SITE_ORIGIN = read_origin()
    SITE_HTTPS = SITE_ORIGIN.startswith("https://")
    SITE_NAME = env.str("SITE_NAME", "Versed")
    SECRET_KEY = secret(env, "SECRET_KEY", kept_in=None if SITE_HTTPS else VAR_DIR)
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    # A rotated SECRET_KEY keeps its visitors: the older keys still read cookies, the oldest one makes the hashes.
    VISITOR_KEY, *VISITOR_KEY_FALLBACKS = [derived(key, "visitor") for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)]
    VOTER_PEPPER = derived([SECRET_KEY, *SECRET_KEY_FALLBACKS][-1], "voter-pepper")
    TRUSTED_PROXIES = read_proxies()
    # How votes are counted; votes/rules.py says what each threshold does.
    VOTE_RULES = Rules(
        delay=timedelta(minutes=read_amount("VOTE_DELAY_MINUTES", 1440)),
        bucket_limit=read_amount("VOTE_BUCKET_LIMIT", 10_000),
    )
    # Machine answers that reach the site, of one network a minute; 0 counts nothing.
    API_PER_MINUTE = read_amount("API_PER_MINUTE", 100_000, default=600)
    DATA_LICENCE = env.str("DATA_LICENCE", "CC-BY-4.0")  # of the facts and reviews: an SPDX identifier
    MAIL_SERVER = mail_server(env)
    MAIL_BOUNCES = bounce_mailbox(env)
    MAIL_FROM = mail_from(env, SITE_NAME, urlsplit(SITE_ORIGIN).hostname or "localhost")
    MAIL_REPLY_TO = reply_to(env, MAIL_FROM[1])
    CONTACT_EMAIL = contact_email(env, MAIL_FROM[1])
    MAIL_CONNECTIONS = min(max(env.int("MAIL_CONNECTIONS", 4), 1), 50)
    MAIL_PER_SECOND = read_amount("MAIL_PER_SECOND", 100_000)
    MAIL_PAUSE_AFTER = read_amount("MAIL_PAUSE_AFTER", 1_000, least=1, default=10)
    MAIL_FOLDER = VAR_DIR / "mail"
    LISTS_FOLDER = VAR_DIR / "lists"  # of subscribers, between the look at them and the import
    POSTAL_ADDRESS = env.str("POSTAL_ADDRESS", "")
    NEWSLETTER_DUE = newsletter_due(env)
    HOST_ID = env.str("HOST_ID", "") or host_id(VAR_DIR)
    SIGNUPS_PER_HOUR = read_amount("SIGNUPS_PER_HOUR", 1_000_000, default=2_000)
    # Providers report bounces to /newsletter/reports/<provider>, with this user:password or their own signature.
    ANYMAIL = report_keys(env)
    WRITES_PER_MINUTE = read_amount("WRITES_PER_MINUTE", 100_000)
    # Wrong passwords for one account from one network in a quarter of an hour; 0 counts none.
    LOGIN_TRIES = read_amount("LOGIN_TRIES", 10_000, default=10)
    ALLOWED_HOSTS = env.list(
        "ALLOWED_HOSTS", [urlsplit(SITE_ORIGIN).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
    )
    TIME_ZONE = read_zone()
    DATABASES = {"default": read_database(env, VAR_DIR)}
    # Beside var/, not in it: whoever puts an old database back must not put the old mark back with it.
    MARKS_ROOT = Path(env.str("MARKS_ROOT", str(BASE_DIR / "marks")))
    MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
    PAGE_MEMORY_MB = env.int("PAGE_MEMORY_MB", 32)
    PROFILE_MEMORY = env.int("PROFILE_MEMORY", 2000)
    RELEASE = release_of(
        env.str("RELEASE", "") or code_fingerprint(BASE_DIR),
        SITE_NAME,
        SITE_ORIGIN,
        TIME_ZONE,
        DATA_LICENCE,
        str(VOTE_RULES),
        CONTACT_EMAIL,
    )
    if "*" in ALLOWED_HOSTS:
        raise EnvError("ALLOWED_HOSTS: name the hosts; * would let anybody forge the address of the site")
except (EnvError, ValueError) as error:
    sys.exit(f"Versed cannot start, a setting is wrong. {error}")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
USE_I18N = False
APPEND_SLASH = False

INSTALLED_APPS = [
    "config.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "tools",
    "reviews",
    "votes",
    "comparisons",
    "newsletter",
]

MIDDLEWARE = [
    "config.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.one_address",
    "config.middleware.Trouble",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.small_bodies",  # last: it knows who asks, and no form was read yet
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "config.jinja.environment", "auto_reload": DEBUG},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.sheets.JoinedSheet",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "marks": {"BACKEND": "newsletter.delivery.steady.SteadyStorage", "OPTIONS": {"location": MARKS_ROOT}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Security follows the scheme of SITE_ORIGIN, not DEBUG: plain http in development works, https is strict.
SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS
SECURE_HSTS_PRELOAD = SITE_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PUBLIC_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
    "manifest-src": [CSP.SELF],
} | ({"upgrade-insecure-requests": True} if SITE_HTTPS else {})
# The admin's own pictures are data: addresses inside its style sheets.
ADMIN_CSP = PUBLIC_CSP | {"img-src": [CSP.SELF, "data:"], "frame-src": [CSP.SELF]}
SECURE_CSP = PUBLIC_CSP

SESSION_COOKIE_NAME = "__Host-session" if SITE_HTTPS else "session"
SESSION_COOKIE_SECURE = SITE_HTTPS
SESSION_COOKIE_AGE = 28_800
VISITOR_COOKIE = "__Host-visitor" if SITE_HTTPS else "visitor"
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_HTTPS else "csrf"
CSRF_COOKIE_SECURE = SITE_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "comparisons.views.errors.forbidden"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers print addresses as they are; without them, everything goes through the one above.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
