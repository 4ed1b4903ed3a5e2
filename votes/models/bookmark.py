"""What visitors saved, and the secret links under which they read it elsewhere."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction

from votes.identity import keyed
from votes.models.visitor import Visitor

MOST = 200
# A removed bookmark can be brought back, with its date, for this long.
UNDO = timedelta(days=1)


class TooMany(Exception):
    """The visitor has as many bookmarks as one list may hold."""


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def kept(self) -> "BookmarkQuerySet":
        return self.filter(removed_at=None)

    @transaction.atomic
    def keep(self, visitor_id: int, paths: Iterable[str], now: datetime, *, saved_at: datetime | None = None) -> int:
        """Save these canonical paths, newest last; how many are new. Raises TooMany and then saves none.

        What is there already keeps its date; so does what was removed less than a day ago.
        """
        wanted = list(dict.fromkeys(paths))
        Visitor.objects.select_for_update().get(pk=visitor_id)  # two tabs must not pass the limit together
        rows = {row.path: row for row in self.filter(visitor=visitor_id)}
        missing = [path for path in wanted if path not in rows or rows[path].removed_at is not None]
        if sum(row.removed_at is None for row in rows.values()) + len(missing) > MOST:
            raise TooMany
        for path in missing:
            old = rows.get(path)
            back = old is not None and old.removed_at is not None and now - old.removed_at < UNDO
            date = old.saved_at if old is not None and back else saved_at or now
            self.update_or_create(visitor_id=visitor_id, path=path, defaults={"saved_at": date, "removed_at": None})
        return len(missing)

    def drop(self, visitor_id: int, paths: Iterable[str], now: datetime) -> int:
        """Take these off the list; for a day they can be brought back. Dropping twice changes nothing."""
        return self.filter(visitor=visitor_id, path__in=list(paths), removed_at=None).update(removed_at=now)

    def purge(self, now: datetime) -> int:
        """Delete what was removed longer than a day ago."""
        return self.filter(removed_at__lt=now - UNDO).delete()[0]


class Bookmark(models.Model):
    """A page (a tool or a matchup, by its canonical path) that a visitor saved."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="bookmarks")
    path = models.CharField(max_length=300)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["visitor", "path"], name="bookmark_once")]
        indexes = [models.Index(fields=["removed_at"])]

    def __str__(self) -> str:
        return self.path


class ListLinkQuerySet(models.QuerySet["ListLink"]):
    @transaction.atomic
    def open(self, visitor_id: int, now: datetime) -> "ListLink":
        """The link to a visitor's list, made if there is none: one stands at a time."""
        Visitor.objects.select_for_update().get(pk=visitor_id)
        link = self.filter(visitor=visitor_id, revoked_at=None).first()
        if link is None:
            nonce = secrets.token_hex(16)
            link = self.create(visitor_id=visitor_id, nonce=nonce, digest=digest_of(token_of(nonce)), made_at=now)
        return link

    def revoke(self, visitor_id: int, now: datetime) -> int:
        return self.filter(visitor=visitor_id, revoked_at=None).update(revoked_at=now)

    def behind(self, token: str) -> "ListLink | None":
        return self.filter(digest=digest_of(token)).first()


class ListLink(models.Model):
    """A secret address that shows a list on another device. The table alone does not hold it: the token is a keyed hash
    of `nonce`, found again by a hash of its own. A revoked link stays, to be answered as gone."""

    visitor = models.ForeignKey(Visitor, models.SET_NULL, null=True, related_name="links")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ListLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link of {self.visitor}"

    @property
    def token(self) -> str:
        return token_of(self.nonce)

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and self.visitor_id is not None


def token_of(nonce: str) -> str:
    return keyed("list", nonce)[:40]


def digest_of(token: str) -> str:
    return keyed("list-digest", token)
