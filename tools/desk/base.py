"""What every page of the desk does. A new ModelAdmin takes `DeskAdmin`, or `Desk` before a base of its own."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from tools.desk.lookups import offered

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    Mixin = AnyAdmin
else:
    AnyAdmin = admin.ModelAdmin
    Mixin = object


class Desk(Mixin):
    """A list that answers the filters that it offers."""

    class Media:
        css = {"all": ["admin/versed.css"]}

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in offered(self, request) and super().lookup_allowed(lookup, value, request)


class DeskAdmin(Desk, AnyAdmin):
    """The base of our own pages."""
