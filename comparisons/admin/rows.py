"""Rows of the workspace: a statement of the record as it stands, and what an editor wants in its place.

A row is pre-filled with the current statement. Saving never overwrites: what changed becomes a new statement that
supersedes the current one, and a row that was made from a statement that is no longer current is refused.
"""

from abc import abstractmethod
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from tools.desk.absent import LeavesAbsent
from tools.models import Tool
from tools.models.dated import Dated
from tools.values import say_date

MAX_REASON = 300


class Prose(forms.CharField):
    """Text of several lines. Browsers send CRLF; without this every untouched text would count as changed."""

    widget: type[forms.Widget] = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n").strip()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial or "") != self.to_python(data or "")


class Line(Prose):
    """Text of one line; browsers drop line breaks from it."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\n", "")


class Day(forms.DateField):
    """A date from the browser's own picker, which sends it in one form only."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{**options, "widget": widget, "input_formats": ["%Y-%m-%d"], "required": False})


class Instant(forms.DateTimeField):
    """A date and a time to the minute, in the site's zone. Seconds that the browser cannot show are no change."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(**{**options, "widget": widget, "required": False})

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = self.widget.format_value(timezone.localtime(initial)) if initial else ""
        return shown != (data or "")


class Row[S: Dated](LeavesAbsent, forms.Form):
    """One place of the record: the statement that stands in it (`current`), and the editor's own.

    `base` is the statement that the editor's page was made from; another one may have taken its place meanwhile.
    """

    content: ClassVar[tuple[str, ...]]
    kind: ClassVar[str]
    data: Any

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = Line(
        required=False, max_length=MAX_REASON, label="Why it changes", help_text="For readers of the history."
    )
    withdraw = forms.BooleanField(required=False, label="Withdraw, without a successor")
    because = Line(required=False, max_length=MAX_REASON, label="Why it is withdrawn")

    def __init__(
        self, data: Any, *, tool: Tool, label: str, prefix: str, current: S | None, base: S | None, today: date
    ) -> None:
        self.tool = tool
        self.label = label
        self.current = current
        self.base = base
        self.today = today
        self.conflict = False
        initial = {**self.blank(), **self.shown(base), "seen": key_of(current)}
        super().__init__(data, prefix=prefix, initial=initial, label_suffix="")
        self.use_required_attribute = False

    @abstractmethod
    def statement(self, content: dict[str, Any]) -> S:
        """The editor's statement, unsaved and checked. Raises ValidationError."""

    @abstractmethod
    def record(self, content: dict[str, Any], now: datetime) -> S:
        """Put the editor's statement on the record."""

    @abstractmethod
    def say(self, statement: S) -> str:
        """A statement in a few words."""

    @abstractmethod
    def text_of(self, name: str, value: Any) -> str:
        """One part of a statement as the editor reads it."""

    def blank(self) -> dict[str, Any]:
        """What an empty place starts with."""
        return {}

    def shown(self, statement: S | None) -> dict[str, Any]:
        """A statement as it stands in the fields."""
        return {name: getattr(statement, name) for name in self.content} if statement else {}

    @abstractmethod
    def fresh(self) -> "Row[S]":
        """The row as it stands now, without what the editor sent."""

    @cached_property
    def changes(self) -> list[str]:
        return self.find_changes()

    def find_changes(self) -> list[str]:
        """The parts that the editor changed since the page was made."""
        changed = [name for name in self.changed_data if name in self.content]
        if self.base is None and set(changed) <= set(self.blank()):
            return []
        return changed

    @property
    def touched(self) -> bool:
        """Whether the editor did anything here at all."""
        typed = any(self[name].data for name in ("withdraw", "reason", "because"))
        return self.is_bound and bool(self.changes or typed)

    @property
    def standing(self) -> str:
        """What stands now, and what a change does to it."""
        if self.current is None:
            return f"No {self.kind} yet: what you enter is recorded as the first one."
        day = say_date(timezone.localdate(self.current.recorded_at))
        return (
            f"Current: {self.say(self.current)}, recorded {day}. "
            f"A change supersedes it; the old {'value' if self.kind == 'fact' else self.kind} stays in the history."
        )

    @property
    def brief(self) -> str:
        """What stands now, for the folded row."""
        return self.say(self.current) if self.current else ""

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """(label, what stands now, what the editor has) of every part that differs."""
        theirs = self.shown(self.current)
        pairs = [
            (name, self.text_of(name, theirs.get(name)), self.text_of(name, self[name].data)) for name in self.content
        ]
        return [
            (str(self.fields[name].label), now or "(empty)", own or "(empty)") for name, now, own in pairs if now != own
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("withdraw"):
            self.check_withdrawal()
        elif self.changes:
            self.check_meanwhile()
            self.check_statement()
        elif self.cleaned_data.get("because"):
            self.add_error("withdraw", "Tick this to withdraw, or empty the reason.")
        elif self.cleaned_data.get("reason"):
            self.add_error("reason", "Nothing else was changed here, so there is nothing to explain.")
        return self.cleaned_data

    def check_withdrawal(self) -> None:
        self.check_meanwhile()
        if self.current is None:
            self.add_error("withdraw", "There is nothing to withdraw.")
        elif self.changes and not self.conflict:
            self.add_error("withdraw", "Either change it or withdraw it: untick this, or undo the change.")
        elif not self.cleaned_data.get("because"):
            self.add_error("because", "Say why, in a sentence for readers of the history.")

    def check_meanwhile(self) -> None:
        """Refuse what was made from a statement that is no longer the current one; a second save knows better."""
        if key_of(self.base) == key_of(self.current):
            return
        self.conflict = True
        now = f"to “{self.say(self.current)}”" if self.current else "by withdrawing it"
        self.add_error(
            None,
            f"Somebody else changed this meanwhile {now}, so nothing was saved. Yours is kept below: "
            "save again to put it in the place of theirs, or copy theirs into the fields.",
        )
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = key_of(self.current)

    def check_statement(self) -> None:
        if self.errors and not self.conflict:
            return
        try:
            self.statement(self.new_content())
        except ValidationError as error:
            self.take_errors(error)

    def take_errors(self, error: ValidationError) -> None:
        """Show the model's errors beside the fields that they are about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name in self.fields and name != NON_FIELD_ERRORS
            self.add_error(name if known else None, errors)

    def new_content(self) -> dict[str, Any]:
        """The parts of the editor's statement: what was changed, and the rest as it was."""
        old = self.base
        kept = {name: getattr(old, name) for name in self.content if name not in self.changes} if old else {}
        given = {name: self.cleaned_data.get(name) for name in self.content}
        return {**given, **kept, "reason": self.cleaned_data.get("reason", "")}

    def save(self, now: datetime) -> str:
        """Do what the editor asked. Gives a sentence about what was put on the record, empty if nothing was."""
        old = self.current
        if self.cleaned_data["withdraw"] and old is not None:
            self.take_away(old, self.cleaned_data["because"], now)
            return f"Withdrew {self.label}: {self.say(old)}."
        if not self.changes:
            return ""
        new = self.record(self.new_content(), now)
        if old is None:
            return f"Recorded {self.label}: {self.say(new)}."
        if new.pk == old.pk:
            return ""
        if not new.says_the_same(old):
            return f"Superseded {self.label}: {self.say(old)} → {self.say(new)}."
        parts = ", ".join(str(self.fields[name].label).lower() for name in self.changes)
        return f"Superseded {self.label}: still {self.say(new)}, new {parts}."

    @abstractmethod
    def take_away(self, statement: S, because: str, now: datetime) -> None:
        """Withdraw a statement."""


def key_of(statement: Dated | None) -> str:
    return str(statement.pk) if statement else ""
