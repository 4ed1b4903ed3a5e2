"""The editor's form of an issue: its words, and its items in order. Only a draft can be changed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from newsletter.models import Issue
from tools.models.tool import plain_line

if TYPE_CHECKING:
    IssueFormBase = forms.ModelForm[Issue]
else:
    IssueFormBase = forms.ModelForm

LONGEST = 400


def fields_of(number: int, item: dict[str, Any]) -> dict[str, forms.Field]:
    """The fields of one item: its place (smaller comes first), whether it is shown, its title, line and reason."""
    return {
        f"place_{number}": forms.IntegerField(label="place", min_value=1, max_value=999, initial=10 * (number + 1)),
        f"shown_{number}": forms.BooleanField(label="shown", required=False, initial=item.get("shown", True)),
        f"title_{number}": forms.CharField(
            label="title", max_length=150, validators=[plain_line], initial=item["title"]
        ),
        f"line_{number}": forms.CharField(
            label="line", max_length=LONGEST, validators=[plain_line], initial=item["line"],
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"why_{number}": forms.CharField(
            label="why", max_length=LONGEST, required=False, validators=[plain_line], initial=item.get("why", ""),
            widget=forms.TextInput(attrs={"size": 90}),
        ),
    }  # fmt: skip


def frame_fields(content: dict[str, Any]) -> dict[str, forms.Field]:
    """The fields of what stands around the items: the main event, the other match-ups, the objection."""
    found: dict[str, forms.Field] = {}
    main, objection = content.get("main"), content.get("objection")
    if main:
        found["main_shown"] = shown(f"show the main event, {main['title']}", main)
        found["main_headline"] = forms.CharField(
            label="its headline", max_length=LONGEST, validators=[plain_line], initial=main["headline"],
            help_text="The deciding words between *asterisks*.", widget=forms.TextInput(attrs={"size": 90}),
        )  # fmt: skip
    for number, card in enumerate(content.get("also", [])):
        found[f"also_{number}"] = shown(f"show also {card['title']}", card)
    if objection:
        found["objection_shown"] = shown(f"show the objection: {objection['who']}", objection)
    return found


def shown(label: str, part: dict[str, Any]) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=part.get("shown", True))


def framed(content: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The content with what the editor said of its frame."""
    main, objection = content.get("main"), content.get("objection")
    return {
        **content,
        "main": main and {**main, "shown": given["main_shown"], "headline": given["main_headline"]},
        "also": [{**card, "shown": given[f"also_{n}"]} for n, card in enumerate(content.get("also", []))],
        "objection": objection and {**objection, "shown": given["objection_shown"]},
    }


class IssueForm(IssueFormBase):
    class Meta:
        model = Issue
        fields = ["subject", "preheader", "introduction", "due_at"]
        widgets = {name: forms.TextInput(attrs={"size": 90}) for name in ("subject", "preheader")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(self.instance.content.get("items", []))
        for number, item in enumerate(self.items):
            self.fields.update(fields_of(number, item))
        self.fields.update(frame_fields(self.instance.content))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        state = Issue.objects.filter(pk=self.instance.pk).values_list("state", flat=True).first()
        if state != Issue.State.DRAFT:
            raise ValidationError("This issue is no longer a draft; take it back to change it.")
        if not self.errors:
            order = sorted(range(len(self.items)), key=lambda number: (found[f"place_{number}"], number))
            items = [
                {
                    **self.items[n],
                    "shown": found[f"shown_{n}"],
                    "title": found[f"title_{n}"],
                    "line": found[f"line_{n}"],
                    "why": found[f"why_{n}"],
                }
                for n in order
            ]
            self.instance.content = {**framed(self.instance.content, found), "items": items}
        return found
