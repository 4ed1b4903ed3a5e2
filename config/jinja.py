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

from comparisons.pages.heading import pictured
from comparisons.params.matchup import MAX_TOOLS
from comparisons.params.options import MAX_WEIGHT, parse_weights
from comparisons.pictures.sheets import of_site
from comparisons.verdict.community import few_votes, frozen_line, mine_line, short, votes_line
from comparisons.verdict.ended import ended_line
from comparisons.verdict.profile import Profile
from comparisons.verdict.sentences import NUMBERS
from comparisons.verdict.summaries import MatchupCard
from config.line_breaks import LineBreaks
from newsletter.issues.due import weekday
from reviews.personas import FULL_PANEL, MAX_POINTS, MAX_SCORE, PERSONAS
from tools.values import say_date
from votes.tally import NO_VOTES, say_votes

MIDDLE = (len(settings.SITE_NAME) + 1) // 2


def environment(**options: Any) -> Environment:
    env = Environment(
        **{
            **options,
            "autoescape": escapes,
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": [LineBreaks],
        }
    )
    env.globals |= numbers_said() | {
        "static": cache(static),
        "parse_weights": parse_weights,
        "personas": PERSONAS,
        "no_votes": NO_VOTES,
        "say_votes": say_votes,
        **{name.__name__: name for name in (ended_line, few_votes, frozen_line, mine_line, short, votes_line)},
        "url": reverse,
        "issue_day": weekday(),
        "site_name": settings.SITE_NAME,
        "site_halves": (settings.SITE_NAME[:MIDDLE], settings.SITE_NAME[MIDDLE:]),
        "site_origin": settings.SITE_ORIGIN,
        "site_picture": pictured(of_site(settings.SITE_NAME), "/pages/site")["picture"],
    }
    env.globals["macros"] = macros_of(env)
    env.globals["constant"] = keep_constants(env)
    env.filters |= {
        "piece": keep_pieces(env),
        "voted": keep_voted(env),
        "day": say_day,
        "short_day": say_short_day,
        "marked": marked,
        "plain": plain,
        "signed": signed,
        "host": host,
        "in_words": NUMBERS.__getitem__,
    }
    return env


def numbers_said() -> dict[str, int]:
    """The numbers of the rules, by their constants' names: templates print them, and type none."""
    return {
        "max_tools": MAX_TOOLS,
        "max_weight": MAX_WEIGHT,
        "max_score": MAX_SCORE,
        "max_points": MAX_POINTS,
        "full_panel": FULL_PANEL,
    }


def escapes(name: str | None) -> bool:
    """Everything is escaped but plain text, which only mails have."""
    return not (name or "").endswith(".txt")


def macros_of(env: Environment) -> Callable[[str], Any]:
    """A function for templates that gives the macros of a component: an import that is made once, not for each page."""

    def macros(name: str) -> Any:
        return env.get_template(f"components/{name}.html").module

    return macros if env.auto_reload else cache(macros)


def keep_pieces(env: Environment) -> Callable[..., str]:
    """A filter for templates that prints a macro of components/pieces.html, rendered once for each profile or card."""

    def piece(of: Profile | MatchupCard, name: str, *arguments: str | bool) -> str:
        key = (name, *arguments)
        html = of.pieces.get(key)
        if html is None:
            html = of.pieces[key] = print_piece(env, of, name, *arguments)
        return html

    return piece


def keep_voted(env: Environment) -> Callable[..., str]:
    """The same for what shows the votes of a tool: rendered anew when its tally is another one."""

    def voted(profile: Profile, name: str, *arguments: str | bool) -> str:
        key = (name, *arguments)
        tally, html = profile.voted.get(key, (None, ""))
        if tally != profile.tally:
            html = print_piece(env, profile, name, *arguments)
            profile.voted[key] = profile.tally, html
        return html

    return voted


def print_piece(env: Environment, of: Profile | MatchupCard, name: str, *arguments: str | bool) -> str:
    html: str = getattr(env.get_template("components/pieces.html").module, name)(of, *arguments)
    return html


def keep_constants(env: Environment) -> Callable[..., str]:
    """A function for templates that prints a macro of components/constants.html, rendered once for each argument."""

    @lru_cache(maxsize=512)
    def constant(name: str, text: str | int = "") -> str:
        macros = env.get_template("components/constants.html").module
        html: str = getattr(macros, name)(text)
        return html

    return constant


@lru_cache(maxsize=1024)
def say_day(day: date) -> Markup:
    """A date in words, readable by machines."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), say_date(day))


@lru_cache(maxsize=1024)
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
