"""The form of a curated matchup: which tools, and what an editor says about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from comparisons.admin.rows import Line, Prose
from comparisons.models import Matchup, MatchupTool, check_set, set_key
from comparisons.moment import moment_at
from comparisons.params.matchup import MAX_TOOLS
from comparisons.reading.profiles import heads_of, profiles_of
from comparisons.verdict.editor import BOTTOM_LINE, HEADLINE, event_name, written_of
from comparisons.verdict.head_to_head import bout_of
from comparisons.verdict.placeholders import LEADER, PLACEHOLDERS, placeholders_in, why_refused
from tools.models import Tool

EVENTS = 3
MAX_EVENT = 200


def hidden_words(matchups: Sequence[Matchup], now: datetime) -> list[dict[str, str]]:
    """For each matchup {which text: why readers do not see it}: at most four statements."""
    sides = MatchupTool.objects.filter(matchup__in=[matchup.pk for matchup in matchups]).order_by("tool__slug")
    members: dict[int, list[int]] = {matchup.pk: [] for matchup in matchups}
    for matchup_id, tool_id in sides.values_list("matchup_id", "tool_id"):
        members[matchup_id].append(tool_id)
    heads = heads_of(sorted({pk for ids in members.values() for pk in ids}))
    profiles = {profile.head.id: profile for profile in profiles_of(heads, moment_at(now))}
    found = []
    for matchup in matchups:
        group = [profiles[pk] for pk in members[matchup.pk]]
        # with less than two tools, as the others were deleted, it has no page
        found.append(written_of(vars(matchup)).hidden(group, bout_of(group)) if len(group) > 1 else {})
    return found


def part(label: str) -> Line:
    """One half of an event with its consequence."""
    return Line(
        required=False, max_length=MAX_EVENT, label=label, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


class MatchupForm(forms.ModelForm):  # type: ignore[type-arg]
    """Two to four tools, a headline, a bottom line, and up to three events that would change the verdict."""

    chosen = forms.ModelMultipleChoiceField(
        queryset=Tool.objects.all(),
        label="Tools",
        widget=AutocompleteSelectMultiple(Matchup._meta.get_field("tools"), admin.site),
        help_text=f"Two to {MAX_TOOLS}. Their order does not matter: pages put them in the order of their slugs.",
    )
    event_1, consequence_1 = part("If this happens"), part("then this follows")
    event_2, consequence_2 = part("If this happens"), part("then this follows")
    event_3, consequence_3 = part("If this happens"), part("then this follows")

    still_true = forms.BooleanField(
        required=False,
        label="Still true",
        help_text="Words are shown while leader, margin and the reviewers' favourites are those of the day they were "
        "written, and with numbers in them while the points are. Tick this, and all words above hold for today.",
    )

    class Meta:
        model = Matchup
        fields = ["headline", "bottom_line", "featured"]
        field_classes = {"bottom_line": Prose}
        widgets = {"bottom_line": forms.Textarea(attrs={"rows": 4, "cols": 80})}
        help_texts = {
            "headline": "Put the deciding words between asterisks, one pair, and they are marked: "
            "Nothing in it on quality. *Let the licence decide.* Empty: the page writes its own. "
            f"{' '.join(f'{{{name}}}' for name in PLACEHOLDERS)} are filled in from today’s numbers, here and below, "
            "and keep words true that numbers would date: *{leader} by {lead}.* Only {dissent} would take the other.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matchup = self.instance
        if matchup.pk:
            self.initial.setdefault("chosen", list(matchup.tools.all()))
        pairs = matchup.would_change or []
        for place in range(EVENTS):
            pair = pairs[place] if place < len(pairs) else {}
            for name in ("event", "consequence"):
                self.initial.setdefault(f"{name}_{place + 1}", pair.get(name, ""))
        self.say_what_is_hidden()

    def say_what_is_hidden(self) -> None:
        """Beside each text that readers do not see now: why, and what stands in its place."""
        names = {HEADLINE: "headline", BOTTOM_LINE: "bottom_line"}
        names |= {event_name(place): f"event_{place}" for place in range(1, EVENTS + 1)}
        for name, why in hidden_words([self.instance], timezone.now())[0].items() if self.instance.pk else ():
            field = self.fields.get(names.get(name, ""))
            if field is not None:
                field.help_text = format_html("<strong>Not shown: {}</strong> {}", why, field.help_text)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if "chosen" in data:
            self.check_tools(list(data["chosen"]))
        pairs = []
        for place in range(1, EVENTS + 1):
            event, consequence = data.get(f"event_{place}", ""), data.get(f"consequence_{place}", "")
            if {f"event_{place}", f"consequence_{place}"} & self.errors.keys():
                continue
            if bool(event) != bool(consequence):
                missing = "consequence" if event else "event"
                self.add_error(f"{missing}_{place}", "An event and what follows from it belong together.")
            elif event:
                pairs.append({"event": event, "consequence": consequence})
                self.check_placeholders(f"event_{place}", f"consequence_{place}")
        # What an import brought beyond the three that the page shows stays.
        self.instance.would_change = pairs + list(self.instance.would_change or [])[EVENTS:]
        self.check_leader()
        return data

    def check_placeholders(self, *names: str) -> None:
        for name in names:
            if refused := why_refused(self.cleaned_data[name]):
                self.add_error(name, refused)

    def check_leader(self) -> None:
        """Refuse `{leader}` in words about a dead heat."""
        asking = [name for name in self.wordy() if LEADER in placeholders_in(str(self.cleaned_data.get(name) or ""))]
        if not asking or "chosen" not in self.cleaned_data or "chosen" in self.errors:
            return
        heads = heads_of([tool.pk for tool in self.cleaned_data["chosen"]])
        if bout_of(profiles_of(heads, moment_at(timezone.now()))).flagged is None:
            for name in asking:
                self.add_error(name, "This is a dead heat now, so {leader} stands for nobody.")

    def wordy(self) -> list[str]:
        """The fields that hold an editor's words."""
        numbered = [f"{half}_{place}" for place in range(1, EVENTS + 1) for half in ("event", "consequence")]
        return ["headline", "bottom_line", *numbered]

    def check_tools(self, tools: list[Tool]) -> None:
        try:
            check_set(tools)
        except ValidationError as error:
            self.add_error("chosen", error.messages)
            return
        twin = Matchup.objects.filter(key=set_key(tool.pk for tool in tools)).exclude(pk=self.instance.pk).first()
        if twin:
            address = reverse("admin:comparisons_matchup_change", args=[twin.pk])
            text = 'These tools are a matchup already: <a href="{}">{}</a>. Edit that one instead.'
            self.add_error("chosen", ValidationError(format_html(text, address, twin), "twin"))
