"""The editors' pages for categories and attributes. The tool itself has its workspace in comparisons.admin."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from tools.desk.base import DeskAdmin
from tools.desk.kept import uses_of
from tools.desk.people import PersonAdmin, RoleAdmin
from tools.models import Attribute, Category, Edition, Tool
from tools.models.attribute import GLOBALS

__all__ = ["AttributeAdmin", "CategoryAdmin", "EditorialAdmin", "PersonAdmin", "RoleAdmin"]

GLOBAL_KEYS = {row["key"] for row in GLOBALS}


class EditorialAdmin(DeskAdmin):
    """Every save and every deletion is an edit of the site: pages made before are out of date."""

    def tools_shown_with(self, obj: Any) -> "QuerySet[Tool] | None":
        """The tools whose own pages print this object: what is kept about them has to be made anew."""
        return None

    def announce(self, obj: Any) -> None:
        version = Edition.bump()
        tools = self.tools_shown_with(obj)
        if tools is not None:
            tools.update(version=version)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.announce(obj)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        Edition.bump()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        super().delete_queryset(request, queryset)
        Edition.bump()


@admin.register(Category)
class CategoryAdmin(EditorialAdmin):
    list_display = ["name", "slug", "description"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def why_kept(self, obj: Category) -> str:
        uses = uses_of(obj)
        return f"It is in use ({', '.join(uses)}). Rename it instead, or move what stands in it first." if uses else ""

    def tools_shown_with(self, obj: Category) -> "QuerySet[Tool]":
        return Tool.objects.filter(category=obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        # Categories keep no former addresses, so a new slug would break every link to this one.
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Category | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}


@admin.register(Attribute)
class AttributeAdmin(EditorialAdmin):
    list_display = ["label", "key", "belongs_to", "kind", "unit", "better", "stale_after_days", "position"]
    list_filter = ["category", "kind"]
    list_select_related = ["category"]
    search_fields = ["label", "key"]
    fields = ["label", "key", "category", "kind", "unit", "better", "stale_after_days", "position"]

    @admin.display(description="category", ordering="category__name")
    def belongs_to(self, obj: Attribute) -> str:
        return obj.category.name if obj.category else "every tool"

    def tools_shown_with(self, obj: Attribute) -> "QuerySet[Tool]":
        return Tool.objects.filter(facts__attribute=obj, facts__superseded_at=None)

    def get_readonly_fields(self, request: HttpRequest, obj: Attribute | None = None) -> list[str]:
        """What facts on record rely on stays as it is: their values are of this kind, for these tools."""
        if obj is None:
            return []
        if obj.key in GLOBAL_KEYS or obj.facts.exists():
            return ["key", "category", "kind"]
        return ["key"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Attribute | None = None) -> dict[str, Any]:
        return {} if obj else {"key": ["label"]}

    def why_kept(self, obj: Attribute) -> str:
        if obj.key in GLOBAL_KEYS:
            return "Every site has it. Give it another label or place instead."
        if obj.facts.exists():
            return "Facts about it are on record. Withdraw them in their tools instead: tables leave it out then."
        return ""
