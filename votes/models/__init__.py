"""Visitors, what they vote and save, and the exact counts of it."""

from votes.models.bookmark import Bookmark, ListLink
from votes.models.bucket import Bucket, DailyKey, Voiding
from votes.models.hit import Hit
from votes.models.tally import Tally
from votes.models.visitor import Visitor
from votes.models.vote import Vote

__all__ = ["Bookmark", "Bucket", "DailyKey", "Hit", "ListLink", "Tally", "Visitor", "Voiding", "Vote"]
