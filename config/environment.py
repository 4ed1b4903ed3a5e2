"""Typed readers for the few things that environs does not know: secrets from files, and kept development secrets."""

import hashlib
import hmac
import secrets
from pathlib import Path

from environs import Env, EnvError

CODE = {".py", ".html", ".css", ".js"}
BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def code_fingerprint(base: Path) -> str:
    """Changes with whatever can change a page besides the data: code, templates, style sheets."""
    digest = hashlib.sha256()
    folders = ("config", "tools", "reviews", "votes", "comparisons", "newsletter", "templates", "static")
    for path in sorted(path for folder in folders for path in (base / folder).rglob("*") if path.suffix in CODE):
        digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return digest.hexdigest()


def release_of(*parts: str) -> str:
    """A short name of this release: part of every ETag, so that no page outlives the code or settings that made it."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]


def derived(key: str, purpose: str) -> str:
    """A secret for one purpose, made from another one: whoever learns it learns nothing about its source."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def flag(env: Env, name: str, *, default: bool) -> bool:
    """A boolean. Anything but 1/0, true/false, yes/no, on/off is an error, never quietly False."""
    given = env.str(name, "")
    if not given:
        return default
    if given.lower() not in BOOLEANS:
        raise EnvError(f"{name}: expected true or false, got {given!r}")
    return BOOLEANS[given.lower()]


def secret(env: Env, name: str, *, kept_in: Path | None) -> str:
    """The secret `name`, from the variable, else from the file that `NAME_FILE` points to.

    With neither, a random one is made once and kept in `kept_in` (development). Where that is None, it is an error.
    """
    given = env.str(name, "")
    path = env.str(f"{name}_FILE", "")
    if path:
        try:
            given = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise EnvError(f"{name}_FILE: cannot read {path}: {getattr(error, 'strerror', 'not text')}") from error
        if not given:
            raise EnvError(f"{name}_FILE: {path} is empty")
    if given:
        return given
    if kept_in is None:
        raise EnvError(f"{name}: needed when SITE_ORIGIN is https; set {name} or {name}_FILE")
    file = kept_in / f"{name.lower()}.txt"
    if not file.exists():
        kept_in.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
