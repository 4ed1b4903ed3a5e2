"""The door of the admin: how often a password may be tried. Counted in the database, before anything is hashed, because
hashing is made to be slow: a few clients that guess would leave no time for readers."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from votes.endpoints import TooOften
from votes.identity import keyed
from votes.limits import Limit, count, retry_after, take_back
from votes.models.bucket import digest_of_network
from votes.network import network_of

SECONDS = 900
# Of LOGIN_TRIES: what one network may try over all names, and what one account may be tried at from everywhere. One
# network alone can close an account for itself, not for its owner elsewhere, nor the door for its neighbours.
FROM_NETWORK, AT_ACCOUNT = 3, 5
logger = logging.getLogger("config")


class TooManyTries(TooOften):
    """Too many passwords were wrong: none is tried until the window ends."""

    template = "errors/tries.html"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One password, tried for an account (its name as typed, which may be nobody's) from a network."""

    name: str
    network: str
    now: datetime

    def counters(self) -> Iterator[tuple[Limit, str]]:
        """What this try counts towards, the narrowest first."""
        name, most = normalize("NFKC", self.name).casefold(), settings.LOGIN_TRIES
        yield Limit("tries", most, SECONDS), f"{self.network} {name}"
        yield Limit("tries-network", FROM_NETWORK * most, SECONDS), self.network
        yield Limit("tries-account", AT_ACCOUNT * most, SECONDS), name

    def begin(self) -> None:
        """Count the try. Raises TooManyTries: then nothing may be hashed. The first refusal of a window is logged."""
        for limit, who in self.counters():
            if not limit.most:
                continue
            tries = count(limit, who, self.now)
            if tries == limit.most + 1:
                logger.warning("too many passwords: limit=%s %s", limit.name, self)
            if tries > limit.most:
                raise TooManyTries(retry_after(limit, self.now))

    def succeed(self) -> None:
        """A right password counts for nothing: an office that logs in every morning is not slowed down."""
        for limit, who in self.counters():
            if limit.most:
                take_back(limit, who, self.now)

    def fail(self, what: str) -> None:
        logger.warning("%s failed: %s", what, self)

    def __str__(self) -> str:
        """For the log: the staff account by its number, any other name as a digest (people type their password there),
        the network as a digest whose key dies with the day."""
        found = get_user_model().objects.filter(username=self.name[:254], is_staff=True).values_list("pk", flat=True)
        account = found.first()
        who = f"account={account}" if account else f"name={keyed('name', self.name)[:16]}"
        return f"{who} network={digest_of_network(self.network, timezone.localdate(self.now))[:16]}"


def attempt_in(request: HttpRequest, name: str) -> Attempt:
    """The try in this request, counted. Raises TooManyTries."""
    attempt = Attempt(name, network_of(request), timezone.now())
    attempt.begin()
    return attempt


class LogIn(AdminAuthenticationForm):
    """Django's form, which asks first whether a password may be tried."""

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password or self.request is None:
            return super().clean()
        attempt = attempt_in(self.request, name)
        try:
            cleaned = super().clean()
        except ValidationError:
            attempt.fail("log-in")
            raise
        attempt.succeed()
        return cleaned


class Site(AdminSite):
    login_form = LogIn

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """A stolen session must not guess the password either: the old one counts like one at the door."""
        if request.method != "POST" or not request.POST.get("old_password"):
            return super().password_change(request, extra_context)
        attempt = attempt_in(request, request.user.get_username())
        response = super().password_change(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and "old_password" in form.errors:
            attempt.fail("password change")
        else:
            attempt.succeed()
        return response
