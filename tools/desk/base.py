"""What every page of the desk does. A new ModelAdmin takes `DeskAdmin`, or `Desk` before a base of its own."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tools.desk import kept
from tools.desk.keeping import keeping
from tools.desk.lookups import offered

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    Mixin = AnyAdmin
else:
    AnyAdmin = admin.ModelAdmin
    Mixin = object


class Desk(Mixin):
    """A list that answers the filters that it offers, a form that loses nobody's work, and a record that is kept."""

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

    def why_kept(self, obj: Any) -> str:
        """Why a record cannot be deleted, and what to do instead; empty if it can."""
        return ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not self.why_kept(obj))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        obj = self.get_object(request, unquote(object_id))
        why = self.why_kept(obj) if obj and super().has_delete_permission(request, obj) else ""
        return kept.refuse(self, request, obj, why) if why else super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest, action_location: Any = ActionLocation.CHANGE_LIST) -> Any:
        found: dict[str, Any] = {**super().get_actions(request, action_location=action_location)}
        if "delete_selected" in found:
            found["delete_selected"] = replace(found["delete_selected"], func=kept.delete_unless_kept)
        return found

    def render_change_form(
        self, request: Any, context: Any, add: bool = False, change: bool = False, form_url: str = "", obj: Any = None
    ) -> HttpResponse:
        context["why_kept"] = self.why_kept(obj) if obj else ""
        return super().render_change_form(request, context, add, change, form_url, obj)


class DeskAdmin(Desk, AnyAdmin):
    """The base of our own pages."""
