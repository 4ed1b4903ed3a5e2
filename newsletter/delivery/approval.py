"""What approving an issue means at this moment: to how many it goes, and when."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from newsletter.delivery import freezing
from newsletter.issues import workflow
from newsletter.models import Issue

# An issue that is due within this time is as good as sent: nobody could take it back.
SOON = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Plan:
    """`version` is that of the words that would go out."""

    at: datetime
    people: int
    at_once: bool
    version: str

    @property
    def to(self) -> str:
        return f"{self.people:,} subscriber{'' if self.people == 1 else 's'}"

    @property
    def when(self) -> str:
        return "at once" if self.at_once else f"on {timezone.localtime(self.at):%A %d %B, %H:%M}"


def plan_of(issue: Issue, now: datetime) -> Plan:
    at = workflow.leaves_at(issue, now)
    return Plan(at, freezing.audience(issue, now), at <= now + SOON, version_of(issue))


def version_of(issue: Issue) -> str:
    """Equal for equal words and an equal time."""
    words = [issue.subject, issue.preheader, issue.introduction, issue.content, issue.due_at.isoformat()]
    return hashlib.blake2b(json.dumps(words, sort_keys=True).encode(), digest_size=12).hexdigest()
