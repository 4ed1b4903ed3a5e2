"""Make this host the one that sends."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from newsletter import arming
from newsletter.models import Arming


class Command(BaseCommand):
    help = "Arm this host: from now on it sends, and no other does."

    def handle(self, *args: Any, **options: Any) -> None:
        before = Arming.current()
        arming.arm(timezone.now())
        if before is not None and before.host != settings.HOST_ID:
            self.stdout.write(f"{before.host} no longer sends.")
        self.stdout.write(f"This host sends now: {settings.HOST_ID}")
