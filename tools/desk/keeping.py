"""Forms that lose nobody's work: a save made from an older version of the record is refused, with both texts shown.

A page carries a mark of every value that it showed (`_seen`). A save whose marks are not those of the record any more
is shown again: what the editor left alone has what somebody else wrote, what both changed keeps what was typed, and
the marks are those of now, so that a second save is one that knows.
"""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tools.desk.absent import SHOWN, LeavesAbsent
from tools.desk.sayings import as_sent, mark, say
from tools.wire import parse_json

if TYPE_CHECKING:
    AnyModelForm = forms.BaseModelForm[Any]
else:
    AnyModelForm = object

SEEN = "_seen"
LONGEST = 200  # of a text that is repeated beside its field; the table above has all of it
MEANWHILE = (
    "Somebody else saved this after you had opened it, so nothing of yours was saved yet. The table says what differs; "
    "what you typed is kept below. Save again to put it in the place of theirs."
)


class Moved(NamedTuple):
    """A field that somebody else changed meanwhile. `both`: the editor changed it too."""

    name: str
    label: str
    theirs: str
    yours: str
    both: bool


class Keeping(LeavesAbsent, AnyModelForm):
    """A form of one record, to be mixed in before ModelForm."""

    # Whether what others changed in fields that the editor left alone is taken over without a word.
    merges: ClassVar[bool] = False
    moved: tuple[Moved, ...] = ()
    taken: frozenset[str] = frozenset()

    @property
    def carried(self) -> SafeString:
        """What a page has to send back beside the fields."""
        hidden = '<input type="hidden" name="{}" id="id_{}" value="{}">'
        shown = format_html(hidden, SHOWN, SHOWN, " ".join(self.shown_names()))
        return shown + format_html(hidden, SEEN, SEEN, json.dumps(self.marks if self.instance.pk else {}))

    def label_of(self, name: str) -> str:
        """What a field is called where it stands without the rest of the page."""
        return str(self[name].label)

    def leaves(self, name: str) -> bool:
        return super().leaves(name) or name in self.taken

    @property
    def marks(self) -> dict[str, str]:
        """{field: mark} of what is stored now."""
        kept = {name: field for name, field in self.fields.items() if not field.disabled}
        return {
            name: mark(field, self[name].initial)
            for name, field in kept.items()
            if not isinstance(field, forms.FileField)
        }

    @cached_property
    def seen(self) -> dict[str, str]:
        """{field: mark} of what the editor's page showed; empty where the request does not say."""
        try:
            seen = parse_json(self.data.get(SEEN) or "{}")
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in seen.items()} if isinstance(seen, dict) else {}

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        if self.instance.pk is not None:
            self.compare()

    def compare(self) -> None:
        """Take what others changed and the editor did not; ask about what both changed."""
        now = self.marks
        read = [name for name in now if self.touches(name) and self.seen.get(name, now[name]) != now[name]]
        own = {name: mark(self.fields[name], self.cleaned_data[name]) for name in read if name in self.cleaned_data}
        moved = [self.move(name, own.get(name) != self.seen[name]) for name in read if own.get(name) != now[name]]
        self.moved = tuple(moved)
        self.taken = frozenset(one.name for one in moved if not one.both)
        for name in self.taken:
            self.take(name)
        asked = [one for one in moved if one.both]
        if asked or (moved and not self.merges):
            self.add_error(None, MEANWHILE)
        for one in asked:
            self.add_error(one.name, ask(one))

    def move(self, name: str, both: bool) -> Moved:
        field = self.fields[name]
        yours = say(field, self.cleaned_data[name]) if name in self.cleaned_data else as_sent(self[name].data)
        return Moved(name, self.label_of(name), say(field, self[name].initial), yours, both)

    def take(self, name: str) -> None:
        """Let the stored value stand in the place of what was sent."""
        self.errors.pop(name, None)
        try:
            self.cleaned_data[name] = self.fields[name].clean(self[name].data)
        except ValidationError as error:
            self.add_error(name, error)

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        for name in [name for name in self.cleaned_data if name in self.fields and self.stays(name)]:
            del self.cleaned_data[name]

    def stays(self, name: str) -> bool:
        """Whether a column of the record is left exactly as it is stored: what a page cannot show of it, too."""
        try:
            self.instance._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if self.leaves(name):
            return True
        field, new = self.fields[name], self.instance.pk is None
        return not new and mark(field, self.cleaned_data[name]) == mark(field, self[name].initial)


def ask(one: Moved) -> str:
    words = f" to “{one.theirs}”" if one.theirs else " to be empty"
    now = words if len(one.theirs) <= LONGEST else ""
    return f"Somebody else changed this meanwhile{now}. Save again to put yours in its place."


def keeping(form: type[Any]) -> type[Any]:
    """The same form with the ways of this module."""
    return form if issubclass(form, Keeping) else type(form.__name__, (Keeping, form), {})
