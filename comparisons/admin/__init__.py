"""What can an editor do? Facts and reviews are edited in the workspace of their tool."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from comparisons.admin.matchup import EVENTS, MatchupForm, hidden_words
from comparisons.admin.rows import Prose
from comparisons.admin.tool import ToolAdmin
from comparisons.admin.votes import BucketAdmin, TallyAdmin, VoidingAdmin
from comparisons.models import HouseText, Matchup
from tools.admin import EditorialAdmin
from tools.causes import cause_of

logger = logging.getLogger("comparisons")
__all__ = ["BucketAdmin", "HouseTextAdmin", "MatchupAdmin", "TallyAdmin", "ToolAdmin", "VoidingAdmin"]

admin.site.site_header = f"{settings.SITE_NAME} editors"
admin.site.site_title = f"{settings.SITE_NAME} editors"
admin.site.index_title = "What to work on"
# Six kinds of things need no list of them beside every page; the width goes to the workspace.
admin.site.enable_nav_sidebar = False


class MatchupList(ChangeList):
    """The list of matchups, with what readers do not see of each."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        for matchup, hidden in zip(self.result_list, hidden_words(self.result_list, timezone.now()), strict=True):
            matchup.hidden = hidden


@admin.register(Matchup)
class MatchupAdmin(EditorialAdmin):
    form = MatchupForm
    list_display = ["title", "headline", "words", "featured", "page"]
    list_filter = ["featured"]
    search_fields = ["headline", "tools__name"]
    fieldsets = [
        (None, {"fields": ["chosen", "headline", "bottom_line", "featured"]}),
        (
            "What would change this verdict",
            {"fields": [*((f"event_{n}", f"consequence_{n}") for n in range(1, EVENTS + 1)), "still_true"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Matchup]":
        found: QuerySet[Matchup] = super().get_queryset(request).prefetch_related("tools")
        return found

    @admin.display(description="matchup")
    def title(self, matchup: Matchup) -> str:
        return str(matchup)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MatchupList]:
        return MatchupList

    @admin.display(description="words")
    def words(self, matchup: Matchup) -> str:
        hidden: dict[str, str] = getattr(matchup, "hidden", {})
        return " ".join(f"Not shown, {name}: {why}" for name, why in hidden.items())

    @admin.display(description="page")
    def page(self, matchup: Matchup) -> str:
        return format_html('<a href="/compare/{0}">/compare/{0}</a>', matchup.slug)

    def why_kept(self, obj: Matchup) -> str:
        now = timezone.now()
        if not all(tool.was_public(now) for tool in obj.tools.all()):
            return ""
        return (
            "It was on the site, so it cannot be deleted. Empty its words and take it off the home page instead: "
            "its page then says what the data say."
        )

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            logger.warning("a save is looked at again: %s", cause_of(error))
            # Somebody else stored the same tools in the same second; the second look finds theirs.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Matchup, form: Any, change: bool) -> None:
        still_true = bool(form.cleaned_data.get("still_true"))
        obj.save_with(list(form.cleaned_data["chosen"]), today=timezone.localdate(), still_true=still_true)


@admin.register(HouseText)
class HouseTextAdmin(EditorialAdmin):
    list_display = ["page"]
    fields = ["page", "body"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["form_class"] = Prose
        return super().formfield_for_dbfield(db_field, request, **kwargs)
