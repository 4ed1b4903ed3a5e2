"""A list between the look at what it would do and the import: a file in the site's own folder, for an hour."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core import signing

KEPT_FOR = 3600
SALT = "newsletter.list"


def folder(now: datetime) -> Path:
    held: Path = settings.LISTS_FOLDER
    held.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in held.iterdir():
        if old.stat().st_mtime < now.timestamp() - KEPT_FOR:
            old.unlink(missing_ok=True)
    return held


def hold(file: BinaryIO, user: int, now: datetime) -> str:
    """Keep a list; says with what the same user gets it again. Raises ValueError where there is no room."""
    name = secrets.token_hex(16)
    try:
        with (folder(now) / name).open("xb") as kept:
            file.seek(0)
            shutil.copyfileobj(file, kept)
    except OSError as error:
        raise ValueError(f"The list cannot be kept until you agree: {error.strerror}.") from error
    return signing.dumps([name, user], salt=SALT)


def take(ticket: str, user: int, now: datetime) -> Path:
    """The file of a list. Raises ValueError where it is gone, or somebody else's."""
    try:
        name, owner = signing.loads(ticket, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        name, owner = "", None
    path: Path = folder(now) / name
    if not name or owner != user or not path.is_file():
        raise ValueError("The list is not kept any more. Choose the file again.")
    return path
