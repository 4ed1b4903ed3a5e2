"""The settings: none is needed, a wrong one ends the start with one clear sentence, security follows the scheme."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import code_fingerprint, release_of
from tests.plugin import SETTINGS, environment_names

ROOT = Path(__file__).resolve().parents[1]
KEY = "a-secret-of-more-than-fifty-characters-for-a-test-of-settings"
HTTPS = {"SITE_ORIGIN": "https://versed.example", "SECRET_KEY": KEY}
READ = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""

ASKED = """
import json, os, sys
asked = set()
class Noting(dict):
    def __getitem__(self, name):
        if sys._getframe(1).f_globals["__name__"].startswith("environs"):
            asked.add(name)
        return super().__getitem__(name)
os.environ = Noting(os.environ)
import config.settings
print(json.dumps(sorted(asked)))
"""


def run(code, *arguments, **env):
    """Python in a process of its own, with these variables and no others."""
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, timeout=60)


def settings_with(names, **env):
    done = run(READ, *names.split(), **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal_of(**env):
    """The one sentence that the start ends with."""
    done = run("import config.settings", **env)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("Versed cannot start, a setting is wrong. ")
    return line


WRONG = [
    ("DEBUG", "maybe"),
    ("DEBUG", "2"),
    ("TIME_ZONE", "Mars/Olympus"),
    ("TIME_ZONE", "../../etc/passwd"),
    ("TIME_ZONE", "Europe"),
    ("MAIL_CA_FILE", "/nowhere/ca.pem"),
    ("MAIL_CA_FILE", "README.md"),
    ("MAIL_PAUSE_AFTER", "0"),
    ("MAIL_EHLO_NAME", "mail example"),
    ("MAIL_EHLO_NAME", "-mail.example.com"),
    ("MAIL_REPLY_TO", "Desk <desk@example.com>"),
    ("MAIL_REPLY_TO", "desk@example.com\nBcc: all@example.com"),
    ("SITE_ORIGIN", "example.com"),
    ("SITE_ORIGIN", "ftp://example.com"),
    ("SITE_ORIGIN", "https://"),
    ("SITE_ORIGIN", "https://example.com/path"),
    ("SITE_ORIGIN", "https://example.com?x=1"),
    ("SITE_ORIGIN", "https://example.com#x"),
    ("SITE_ORIGIN", "https://user:password@example.com"),
    ("SITE_ORIGIN", "https://exa mple.com"),
    ("SITE_ORIGIN", "http://example.com:99999"),
    ("SITE_ORIGIN", "http://example.com:http"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mysql://root@localhost/versed"),
    ("DATABASE_URL", "oracle://x"),
    ("DATABASE_URL", "postgres://user@host:notaport/name"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "example.com,*"),
    ("PORT", "eighty"),
    ("SECRET_KEY_FILE", "/nowhere/secret"),
    ("CONTACT_EMAIL", "desk"),
    ("CONTACT_EMAIL", "Desk <desk@example.com>"),
    ("CONTACT_EMAIL", "desk@example.com\nBcc: x@example.com"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_ends_the_start_with_one_sentence_that_names_it(name, value):
    extra = {"SECRET_KEY": KEY} if not name.startswith("SECRET") else {}
    assert name in refusal_of(**{name: value} | extra)


def test_a_password_in_a_wrong_database_url_is_not_repeated():
    assert "hunter2" not in refusal_of(DATABASE_URL="mysql://root:hunter2@localhost/versed", SECRET_KEY=KEY)
    assert "hunter2" not in refusal_of(DATABASE_URL="postgres://u:hunter2@host:port/versed", SECRET_KEY=KEY)


def test_https_needs_a_secret():
    sentence = refusal_of(SITE_ORIGIN="https://versed.example")
    assert "SECRET_KEY" in sentence
    assert "SECRET_KEY_FILE" in sentence


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    assert settings_with("SECRET_KEY", SECRET_KEY_FILE=str(file)) == {"SECRET_KEY": KEY}


def test_an_empty_or_unreadable_secret_file_is_refused(tmp_path):
    empty = tmp_path / "empty"
    empty.write_text("\n")
    assert "is empty" in refusal_of(SECRET_KEY_FILE=str(empty))
    assert "SECRET_KEY_FILE" in refusal_of(SECRET_KEY_FILE=str(tmp_path))
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "SECRET_KEY_FILE" in refusal_of(SECRET_KEY_FILE=str(binary))


def test_no_variable_is_needed():
    found = settings_with("DEBUG SITE_ORIGIN SITE_NAME TIME_ZONE ALLOWED_HOSTS SECRET_KEY")
    assert found["DEBUG"] is False
    assert found["SITE_ORIGIN"] == "http://localhost:8000"
    assert (found["SITE_NAME"], found["TIME_ZONE"]) == ("Versed", "UTC")
    assert {"localhost", "127.0.0.1"} <= set(found["ALLOWED_HOSTS"])
    assert len(found["SECRET_KEY"]) >= 50


def test_the_development_secret_is_kept():
    assert settings_with("SECRET_KEY") == settings_with("SECRET_KEY")


def test_the_address_follows_the_port():
    assert settings_with("SITE_ORIGIN", PORT="8123") == {"SITE_ORIGIN": "http://localhost:8123"}


@pytest.mark.parametrize(("given", "expected"), [
    ({}, "news@localhost"),
    ({"SITE_ORIGIN": "https://versed.example", "SECRET_KEY": KEY}, "news@versed.example"),
    ({"SITE_ORIGIN": "http://[::1]:8000"}, "news@::1"),
    ({"MAIL_FROM": "Versed <weekly@example.com>"}, "weekly@example.com"),
    ({"MAIL_FROM": "weekly@example.com", "CONTACT_EMAIL": "desk@example.com"}, "desk@example.com"),
    ({"MAIL_FROM": "weekly@example.com", "CONTACT_EMAIL": ""}, "weekly@example.com"),
])  # fmt: skip
def test_readers_can_always_write_to_somebody(given, expected):
    assert settings_with("CONTACT_EMAIL", **given) == {"CONTACT_EMAIL": expected}


def test_https_is_strict():
    names = (
        "SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD SESSION_COOKIE_NAME "
        "SESSION_COOKIE_SECURE CSRF_COOKIE_NAME CSRF_COOKIE_SECURE SECURE_CSP SECURE_REDIRECT_EXEMPT ALLOWED_HOSTS"
    )
    found = settings_with(names, **HTTPS)
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_CSP"]["upgrade-insecure-requests"] is True
    assert found["SECURE_REDIRECT_EXEMPT"] == ["^healthz$", "^readyz$"]
    assert "versed.example" in found["ALLOWED_HOSTS"]


def test_plain_http_works_without_strictness():
    found = settings_with(
        "SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE SECURE_CSP SESSION_COOKIE_NAME"
    )
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["SESSION_COOKIE_SECURE"] is False
    assert "upgrade-insecure-requests" not in found["SECURE_CSP"]
    assert "__Host" not in found["SESSION_COOKIE_NAME"]


def test_debug_does_not_loosen_https():
    found = settings_with("SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE", **HTTPS, DEBUG="1")
    assert found == {"SECURE_SSL_REDIRECT": True, "SESSION_COOKIE_SECURE": True}


# Values that a careful operator's site must have.


def test_the_fixed_values_of_the_security_checklist(settings):
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.USE_X_FORWARDED_PORT is False
    assert settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK is False
    assert settings.SESSION_COOKIE_HTTPONLY is True
    assert settings.SESSION_COOKIE_SAMESITE in {"Lax", "Strict"}
    assert settings.SESSION_COOKIE_AGE <= 28_800
    assert settings.SESSION_SAVE_EVERY_REQUEST is False
    assert settings.CSRF_COOKIE_HTTPONLY is True
    assert settings.CSRF_COOKIE_SAMESITE == "Strict"
    assert settings.CSRF_TRUSTED_ORIGINS == []
    assert "Argon2" in settings.PASSWORD_HASHERS[0]
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 1_048_576
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 1000
    lengths = [
        v["OPTIONS"]["min_length"] for v in settings.AUTH_PASSWORD_VALIDATORS if "min_length" in v.get("OPTIONS", {})
    ]
    assert lengths == [15]


def test_no_cache_of_the_framework_stands_before_public_pages(settings):
    assert not [name for name in settings.MIDDLEWARE if "cache" in name.lower()]


def test_both_databases_are_set_as_measured():
    sqlite = settings_with("DATABASES", DATABASE_URL="sqlite:///x.sqlite3")["DATABASES"]["default"]
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in sqlite["OPTIONS"]["init_command"]
    postgres = settings_with("DATABASES", DATABASE_URL="postgres://u:p@h:5432/n?sslmode=require")["DATABASES"][
        "default"
    ]
    assert postgres["OPTIONS"]["pool"] == {
        "min_size": 1, "max_size": 4, "timeout": 2, "max_lifetime": 600, "reconnect_timeout": 2,
    }  # fmt: skip
    assert postgres["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout" in postgres["OPTIONS"]["options"]
    assert postgres["CONN_HEALTH_CHECKS"] is True
    assert postgres.get("CONN_MAX_AGE", 0) == 0


def test_every_thread_may_have_a_connection():
    found = settings_with("DATABASES", DATABASE_URL="postgres://u:p@h/n", THREADS="9")["DATABASES"]["default"]
    assert found["OPTIONS"]["pool"]["max_size"] == 9


MANAGE = "from django.core.management import execute_from_command_line as run; run(['manage.py', *sys.argv[1:]])"


@pytest.mark.parametrize("options", [[], ["--deploy", "--fail-level", "WARNING"]], ids=["check", "check --deploy"])
def test_the_framework_finds_nothing_wrong(options):
    done = run(f"import sys; {MANAGE}", "check", *options, **HTTPS)
    assert done.returncode == 0, done.stderr


def test_a_setting_that_pages_print_is_part_of_the_release():
    one = release_of("code", "Versed", "http://localhost:8000", "UTC")
    assert one == release_of("code", "Versed", "http://localhost:8000", "UTC")
    assert len({one, *(release_of("code", *rest) for rest in (("Other", "http://localhost:8000", "UTC"),
                                                              ("Versed", "http://localhost:8000", "Europe/Vienna")))}) == 3  # fmt: skip


def test_the_fingerprint_of_the_code_changes_with_a_template(tmp_path):
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    page.write_text("one")
    before = code_fingerprint(tmp_path)
    page.write_text("two")
    assert code_fingerprint(tmp_path) != before


def test_tests_see_no_variable_of_the_shell_that_they_run_in():
    done = run(ASKED, SECRET_KEY=KEY)
    asked = set(json.loads(done.stdout))
    assert len(asked) > 30
    assert asked <= environment_names()
    here = asked & os.environ.keys()
    assert here <= {*SETTINGS, "MEDIA_ROOT", "MARKS_ROOT"}
