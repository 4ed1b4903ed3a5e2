"""The environment of the public templates (Jinja2). They only print: what they show is made in Python before."""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from comparisons.community import few_votes, frozen_line, mine_line, short, votes_line
from comparisons.heading import pictured
from comparisons.pictures.sheets import of_site
from comparisons.profile import Profile
from comparisons.weights import parse_weights
from newsletter.when import weekday
from reviews.personas import PERSONAS
from tools.values import say_date
from votes.tally import NO_VOTES, say_votes

MIDDLE = (len(settings.SITE_NAME) + 1) // 2


def environment(**options: Any) -> Environment:
    env = Environment(
        **{**options, "autoescape": escapes, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    env.globals |= {
        "static": cache(static),
        "parse_weights": parse_weights,
        "personas": PERSONAS,
        "no_votes": NO_VOTES,
        "say_votes": say_votes,
        **{name.__name__: name for name in (few_votes, frozen_line, mine_line, short, votes_line)},
        "url": reverse,
        "issue_day": weekday(),
        "site_name": settings.SITE_NAME,
        "site_halves": (settings.SITE_NAME[:MIDDLE], settings.SITE_NAME[MIDDLE:]),
        "site_origin": settings.SITE_ORIGIN,
        "site_picture": pictured(of_site(settings.SITE_NAME), "/pages/site")["picture"],
    }
    env.globals["piece"] = keep_pieces(env)
    env.globals["constant"] = keep_constants(env)
    env.filters |= {
        "day": say_day,
        "short_day": say_short_day,
        "marked": marked,
        "plain": plain,
        "signed": signed,
        "host": host,
    }
    return env


def escapes(name: str | None) -> bool:
    """Everything is escaped but plain text, which only mails have."""
    return not (name or "").endswith(".txt")


def keep_pieces(env: Environment) -> Callable[..., str]:
    """A function for templates that prints a macro of components/pieces.html, rendered once for each profile."""

    def piece(name: str, profile: Profile, *arguments: str | bool) -> str:
        key = (name, *arguments)
        html = profile.pieces.get(key)
        if html is None:
            macros = env.get_template("components/pieces.html").module
            html = profile.pieces[key] = getattr(macros, name)(profile, *arguments)
        return html

    return piece


def keep_constants(env: Environment) -> Callable[..., str]:
    """A function for templates that prints a macro of components/constants.html, rendered once for each short text."""

    @lru_cache(maxsize=512)
    def constant(name: str, text: str = "") -> str:
        macros = env.get_template("components/constants.html").module
        html: str = getattr(macros, name)(text)
        return html

    return constant


def say_day(day: date) -> Markup:
    """A date in words, readable by machines."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), say_date(day))


def say_short_day(day: date) -> Markup:
    """The same with a short month, for cells of tables."""
    return Markup('<time datetime="{}">{} {}</time>').format(day.isoformat(), day.day, f"{day:%b %Y}")


def marked(text: str) -> Markup:
    """A line whose deciding words stand between asterisks, as HTML with those words marked."""
    before, opener, rest = text.partition("*")
    inside, closer, after = rest.partition("*")
    if not (opener and closer):
        return escape(text)
    return Markup("{}<mark>{}</mark>{}").format(before, inside, after)


def plain(text: str) -> str:
    """The same line without its asterisks."""
    return text.replace("*", "")


def host(address: str) -> str:
    """The host of a web address, as a reader says it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def signed(number: int) -> str:
    """+6, −8, 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"
