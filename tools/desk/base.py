"""What every page of the desk does. A new ModelAdmin takes `DeskAdmin`, or `Desk` before a base of its own."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from tools.desk.keeping import keeping
from tools.desk.lookups import offered

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    Mixin = AnyAdmin
else:
    AnyAdmin = admin.ModelAdmin
    Mixin = object


class Desk(Mixin):
    """A list that answers the filters that it offers, and a form that loses nobody's work."""

    change_form_template = "admin/desk/change_form.html"

    class Media:
        css = {"all": ["admin/versed.css"]}

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in offered(self, request) and super().lookup_allowed(lookup, value, request)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return keeping(super().get_form(request, obj, change=change, **kwargs))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        # One save at a time of a record: the second sees what the first has written, and says so.
        locked = self.model._base_manager.select_for_update().filter(pk=found.pk).values_list("pk")
        return super().get_object(request, object_id, from_field) if locked.first() else None


class DeskAdmin(Desk, AnyAdmin):
    """The base of our own pages."""
