"""The workspace of a tool: its fields, its facts and its panel on one page, and the list that says what is missing."""

import logging
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from comparisons.admin import tool_pages
from comparisons.admin.tool_form import ToolForm
from comparisons.admin.tool_list import FactsFilter, LogoFilter, MissingReviewsFilter, StatusFilter, ToolChangeList
from comparisons.admin.workspace import Workspace
from comparisons.models import Standing
from reviews.panel import Call
from reviews.personas import FULL_PANEL
from tools import logos
from tools.causes import cause_of
from tools.desk.absent import named_in
from tools.desk.base import DeskAdmin
from tools.models import Edition, Fact, Tool
from tools.models.dated import AppendOnly
from tools.prose import Recorded, Repeated, repeated
from tools.values import say_date

logger = logging.getLogger("comparisons")
CALLS = {call.slug: call.value for call in Call}
UNKNOWN = "–"
ROWS = ("fact-", "review-")  # how the names of the fields of rows begin


class ToolList(DeskAdmin):
    """The columns, filters and searches of the list."""

    list_display = ["name", "job", "call", "points", "filed", "facts", "published", "updated"]
    list_filter = [StatusFilter, MissingReviewsFilter, FactsFilter, LogoFilter, "category"]
    list_select_related = ["category", "standing"]
    list_per_page = 50
    # Counting everything beside what the filters found costs a second pass over a large catalogue.
    show_full_result_count = False
    search_fields = ["name", "slug", "vendor", "names__slug"]
    search_help_text = "Name, slug, other name or vendor."
    ordering = ["name"]
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ToolChangeList]:
        return ToolChangeList

    @admin.display(description="category", ordering="category__name")
    def job(self, tool: Tool) -> str:
        return tool.category.name

    @admin.display(description="call", ordering="standing__call")
    def call(self, tool: Tool) -> str:
        standing = standing_of(tool)
        return CALLS[standing.call] if standing else CALLS["none"]

    @admin.display(description="points", ordering="standing__points")
    def points(self, tool: Tool) -> str:
        standing = standing_of(tool)
        return str(standing.points) if standing and standing.points >= 0 else UNKNOWN

    @admin.display(description="reviews")
    def filed(self, tool: Tool) -> str:
        standing = standing_of(tool)
        return f"{standing.ships + standing.skips if standing else 0} of {FULL_PANEL}"

    @admin.display(description="facts")
    def facts(self, tool: Any) -> str:
        found = tool.on_record
        return f"{found.facts}, {found.stale} stale" if found.stale else str(found.facts)

    @admin.display(description="published", ordering="published_at")
    def published(self, tool: Tool) -> str:
        now = timezone.now()
        if tool.is_discontinued(timezone.localdate(now)):
            return "Discontinued"
        if tool.published_at is None:
            return "Draft"
        day = say_date(timezone.localdate(tool.published_at))
        return day if tool.is_public(now) else f"Scheduled for {day}"

    @admin.display(description="last recorded")
    def updated(self, tool: Any) -> str:
        newest = tool.on_record.newest
        if newest is None:
            return UNKNOWN
        address = reverse("admin:tools_tool_record", args=[tool.pk])
        return format_html('<a href="{}">{}</a>', address, say_date(timezone.localdate(newest)))


@admin.register(Tool)
class ToolAdmin(ToolList):
    form = ToolForm
    change_form_template = "admin/tools/tool/change_form.html"
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["picture"]
    fieldsets = [
        (None, {"fields": [("name", "slug"), ("vendor", "category"), "tagline", "website"]}),
        ("In short", {"fields": [("best_for", "skip_if"), "description"]}),
        ("Names and picture", {"fields": ["aliases", "picture", "logo_file", "logo_remove"]}),
        ("Publishing", {"fields": [("published_at", "discontinued_on"), "gone_because"]}),
    ]

    @admin.display(description="Current logo")
    def picture(self, tool: Tool) -> str:
        if not tool.logo:
            return "None: the letter tile stands in its place."
        address = f"/media/logos/{tool.logo}-{logos.SMALL}.webp"
        return format_html('<img class="logo" src="{}" width="88" height="88" alt="Logo of {}">', address, tool.name)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tool | None = None) -> dict[str, Any]:
        # A published address must not follow every keystroke in the name.
        return {} if obj else {"slug": ["name"]}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.now = timezone.now()
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (AppendOnly, IntegrityError) as error:
            logger.warning("a save is looked at again: %s", cause_of(error))
            # An import or another new tool was faster, and everything was rolled back. The second look finds it.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        form, tool = context["adminform"].form, obj
        context |= {
            "workspace": form.workspace,
            "editable": tool is None or self.has_change_permission(request, tool),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Tool, form: Any, change: bool) -> None:
        if change and not form.changed:
            return
        unused = form.place_logo()
        obj.save()
        transaction.on_commit(lambda: logos.remove(unused))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.said = []
        if change and not form.changed:
            messages.info(request, "Nothing was different, so nothing new is on the record.")
            return
        tool: Tool = form.instance
        tool.update_names()
        if "aliases" in form.changed_data:
            form.save_aliases()
        form.said = form.workspace.save()
        Standing.objects.refresh([tool.pk])
        if form.said:
            lines = format_html_join("", "<li>{}</li>", ((line,) for line in form.said))
            messages.success(request, format_html("On the record: <ul>{}</ul>", lines))
        repeats = repeated_in(tool)
        if repeats:
            lines = format_html_join("", "<li>{}</li>", ((line,) for line in repeats))
            text = "These words will not change when the fact does: <ul>{}</ul> Say it without the number."
            messages.warning(request, format_html(text, lines))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The log says what was recorded as well as which fields changed."""
        own = [str(form.fields[name].label).lower() for name in form.changed_data if name != "logo_kept"]
        fields = [f"{'Filled in' if add else 'Changed'} {', '.join(own)}."] if own else []
        return " ".join([*fields, *form.said])

    def why_kept(self, obj: Tool) -> str:
        now = timezone.now()
        if obj.is_public(now):
            return (
                "It is published, so it cannot be deleted. Give it a discontinued date instead. "
                "To take it off the site, empty “published at” and say why it is gone."
            )
        if obj.was_public(now) or obj.votes.exists():
            return "It was on the site: names, facts and reviews stay on record. Publish it again or leave it."
        if obj.matchups.exists():
            return "It stands in a curated matchup. Delete that first."
        return ""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a draft: its record too, which nobody ever read."""
        (tool,) = objs
        facts, reviews = tool.facts.count(), tool.reviews.count()
        needed = set() if self.has_delete_permission(request, tool) else {Tool._meta.verbose_name}
        return [str(tool)], {"tools": 1, "facts on record": facts, "reviews on record": reviews}, needed, []

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Tool) -> None:
        logo = obj.logo
        obj.delete()
        Edition.bump()
        transaction.on_commit(lambda: logos.remove(logo))

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("markdown/", guarded(self.markdown_view), name="tools_tool_markdown"),
            path("facts/", guarded(self.facts_view), name="tools_tool_facts"),
            path("<int:key>/facts/", guarded(self.facts_view), name="tools_tool_own_facts"),
            path("<int:key>/preview/", guarded(self.preview_view), name="tools_tool_preview"),
            path("<int:key>/record/", guarded(self.record_view), name="tools_tool_record"),
        ]
        return own + super().get_urls()

    def tool_or_404(self, request: HttpRequest, key: int) -> Tool:
        tool: Tool | None = super().get_object(request, str(key))
        if tool is None:
            raise Http404("unknown")
        if not self.has_view_or_change_permission(request, tool):
            raise PermissionDenied
        return tool

    def preview_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """How readers would see the page now."""
        return tool_pages.preview(request, self.tool_or_404(request, key), timezone.now())

    def record_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """All statements of the past, read-only."""
        return tool_pages.history(request, self.tool_or_404(request, key), self.admin_site)

    def markdown_view(self, request: HttpRequest) -> HttpResponse:
        """One text of the form in HTML, while it is being written."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        return tool_pages.markdown(request)

    @transaction.atomic
    def facts_view(self, request: HttpRequest, key: int | None = None) -> HttpResponse:
        """The fact rows of the category that was just chosen, with what was typed so far."""
        tool = self.tool_or_404(request, key) if key else Tool()
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        given = request.POST.get("category", "")
        category = int(given) if given.isdecimal() and len(given) <= 18 else None
        workspace = Workspace(tool, category, request.POST, timezone.now())
        named = named_in(request.POST)
        own = sorted(name for name in named or () if not name.startswith(ROWS))
        shown = "" if named is None else " ".join([*own, *workspace.shown_names()])
        context = {"workspace": workspace, "original": tool if key else None, "editable": True, "shown": shown}
        return TemplateResponse(request, "admin/tools/tool/facts.html", context)


def standing_of(tool: Tool) -> Standing | None:
    """The derived row of a tool; None while it is missing."""
    try:
        return tool.standing
    except Standing.DoesNotExist:
        return None


def repeated_in(tool: Tool) -> list[Repeated]:
    """The numbers in the words about a tool that its current facts say: one statement."""
    current = Fact.objects.filter(tool=tool, superseded_at=None, value__isnull=False).select_related("attribute")
    facts = [Recorded(fact.attribute.label, fact.attribute.kind, fact.value) for fact in current]
    words = " ".join([tool.tagline, tool.description, tool.best_for, tool.skip_if])
    return repeated(words, facts)
