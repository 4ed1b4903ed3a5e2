"""Forms that leave alone what a page did not show.

A page names in `_fields` what it showed. A field that it does not name stays as it is; a checkbox that it names and
the browser did not send is off; a request without `_fields` touches only what it names itself.
"""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    AnyForm = forms.BaseForm
else:
    AnyForm = object

SHOWN = "_fields"
NAME = re.compile(r"[\w.-]+")
# Browsers send nothing for these where nothing is chosen.
SILENT = (forms.CheckboxInput, forms.SelectMultiple, forms.CheckboxSelectMultiple)


def named_in(data: Any) -> frozenset[str] | None:
    """The names of the fields that a page showed; None where the request does not say."""
    if SHOWN not in data:
        return None
    given = data.getlist(SHOWN) if hasattr(data, "getlist") else [data[SHOWN]]
    return frozenset(name for text in given for name in NAME.findall(str(text)))


class KeptField(forms.BoundField):
    """A field that gives what is stored where its form leaves it alone."""

    form: Any

    @property
    def data(self) -> Any:
        if not self.form.leaves(self.name):
            return super().data
        widget = self.field.widget
        return widget.decompress(self.initial) if isinstance(widget, forms.MultiWidget) else self.initial

    def _has_changed(self) -> bool:
        return not self.form.leaves(self.name) and bool(super()._has_changed())  # type: ignore[misc]


class LeavesAbsent(AnyForm):
    """A form of any kind, to be mixed in before it."""

    bound_field_class = KeptField

    @cached_property
    def named(self) -> frozenset[str] | None:
        return named_in(self.data)

    def shown_names(self) -> list[str]:
        """What a page with this form names in `_fields`."""
        return [self.add_prefix(name) for name, field in self.fields.items() if not field.disabled]

    def leaves(self, name: str) -> bool:
        """Whether what is stored stays, whatever was sent."""
        return self.is_bound and not self.touches(name)

    def touches(self, name: str) -> bool:
        """Whether the request says anything about this field."""
        sent = self.add_prefix(name)
        if self.named is not None and sent not in self.named:
            return False
        widget = self.fields[name].widget
        if isinstance(getattr(widget, "widget", widget), SILENT):
            return self.named is not None or sent in self.data
        return not widget.value_omitted_from_data(self.data, self.files, sent)
