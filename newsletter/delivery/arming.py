"""Which host may send. A copy of the database on another host sends nothing until somebody arms it there."""

from datetime import datetime

from django.conf import settings

from newsletter.models import Arming


class NotArmed(Exception):
    """Another host is armed. The message says what to do."""


def arm(now: datetime) -> None:
    Arming.objects.update_or_create(pk=1, defaults={"host": settings.HOST_ID, "armed_at": now})


def check(now: datetime) -> None:
    """Raise NotArmed unless this host may send. A site that never sent anything arms itself; then only people do.

    Where no mail server is set, nothing leaves the machine and nothing has to be armed.
    """
    if settings.MAIL_SERVER is None:
        return
    arming, _ = Arming.objects.get_or_create(pk=1, defaults={"host": settings.HOST_ID, "armed_at": now})
    if arming.host != settings.HOST_ID:
        raise NotArmed(
            f"This host ({settings.HOST_ID}) is not the one that sends ({arming.host}). If it is to send from now on, "
            "stop the other one and run: manage.py arm_sending"
        )


def heard(now: datetime) -> None:
    """Say that the sender of this host lives. `/readyz` tells when it has been silent for long."""
    Arming.objects.filter(pk=1, host=settings.HOST_ID).update(heard_at=now)


def tell(trouble: str, now: datetime) -> None:
    """Say what keeps the sender of this host from its work since when; empty if nothing does. `/readyz` tells it."""
    own = Arming.objects.filter(pk=1, host=settings.HOST_ID)
    if trouble:
        own.filter(trouble="").update(trouble_since=now)
        own.update(trouble=trouble[:300])
    else:
        own.exclude(trouble="").update(trouble="", trouble_since=None)
