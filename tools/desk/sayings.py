"""The value of a form's field as a short mark to compare, and as words to read."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone

from tools.values import say_date

EMPTY: tuple[Any, ...] = (None, "", [])


def plain(text: Any) -> str:
    """A text as it was stored, whatever line ends a browser made of it."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def mark(field: forms.Field, value: Any) -> str:
    """A short mark of what a page shows of this value: equal marks, equal values."""
    text = key_of(field, value)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def key_of(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, QuerySet)):
        return ",".join(sorted(key_of(field, part) for part in value))
    if isinstance(value, datetime):
        # A widget that shows minutes alone has not touched the seconds.
        shown = isinstance(field.widget, forms.DateTimeInput)
        return str(field.widget.format_value(timezone.localtime(value)) if shown else int(value.timestamp()))
    return "" if value is None else plain(value)


def say(field: forms.Field, value: Any) -> str:
    """A value as an editor reads it; empty where there is none."""
    if value in EMPTY:
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return ", ".join(sorted(map(str, names_of(field, value))))
    if isinstance(field, forms.ChoiceField):
        return str(dict(flat(field.choices)).get(str(value), value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{say_date(timezone.localdate(value))}, {timezone.localtime(value):%H:%M:%S}".removesuffix(":00")
    if isinstance(value, date):
        return say_date(value)
    return plain(value)


def as_sent(data: Any) -> str:
    """What was typed where no value can be made of it."""
    return ", ".join(map(plain, data)) if isinstance(data, (list, tuple)) else plain(data)


def names_of(field: Any, value: Any) -> Iterable[Any]:
    """The records that a field has, given as records or as keys."""
    parts = list(value) if isinstance(value, (list, tuple, QuerySet)) else [value]
    if all(isinstance(part, Model) for part in parts):
        return parts
    return [*field.queryset.filter(pk__in=[part for part in parts if not isinstance(part, Model)])]


def flat(choices: Any) -> Iterable[tuple[str, str]]:
    """(value, label) of every choice, those in groups too."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from flat(label)
        else:
            yield str(value), str(label)
