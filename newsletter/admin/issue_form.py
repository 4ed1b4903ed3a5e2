"""The editor's form of an issue: its words, and its items in order. Only a draft can be changed.

The fields of an item are named by what the item is, never by where it stands: two open copies of the page that order
the items differently still mean the same item by the same name.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from newsletter.issues.items import card_id, with_ids
from newsletter.models import Issue
from tools.desk.keeping import Keeping
from tools.models.tool import plain_line

if TYPE_CHECKING:
    IssueFormBase = forms.ModelForm[Issue]
else:
    IssueFormBase = forms.ModelForm

LONGEST = 500
APART = 10  # between two places, so that something fits in


def fields_of(place: int, item: dict[str, Any]) -> dict[str, forms.Field]:
    """The fields of one item: its place (smaller comes first), whether it is shown, its title, line and reason."""
    return {
        "place": forms.IntegerField(label="place", min_value=1, max_value=999, initial=place),
        "shown": shown("shown", item),
        "title": forms.CharField(label="title", max_length=150, validators=[plain_line], initial=item["title"]),
        "line": forms.CharField(
            label="line", max_length=LONGEST, validators=[plain_line], initial=item["line"],
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "why": forms.CharField(
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
    for card in content.get("also", []):
        found[f"also_{card_id(card)}"] = shown(f"show also {card['title']}", card)
    if objection:
        found["objection_shown"] = shown(f"show the objection: {objection['who']}", objection)
    return found


def shown(label: str, part: dict[str, Any]) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=part.get("shown", True))


def given(part: dict[str, Any], **words: Any) -> dict[str, Any]:
    """The part with what the editor made of it; what is as it was is not written down."""
    return part | {name: word for name, word in words.items() if word != part.get(name, name == "shown" or "")}


def framed(content: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The content with what the editor said of its frame."""
    main, objection = content.get("main"), content.get("objection")
    framing = dict(content)
    if main:
        framing["main"] = given(main, shown=found["main_shown"], headline=found["main_headline"])
    if content.get("also"):
        framing["also"] = [given(card, shown=found[f"also_{card_id(card)}"]) for card in content["also"]]
    if objection:
        framing["objection"] = given(objection, shown=found["objection_shown"])
    return framing


class IssueForm(Keeping, IssueFormBase):
    class Meta:
        model = Issue
        fields = ["subject", "preheader", "introduction", "due_at"]
        widgets = {name: forms.TextInput(attrs={"size": 90}) for name in ("subject", "preheader")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = with_ids(self.instance.content.get("items", []))
        for number, item in enumerate(self.items, start=1):
            fields = fields_of(APART * number, item)
            self.fields.update({f"{part}_{item['id']}": field for part, field in fields.items()})
        self.fields.update(frame_fields(self.instance.content))

    def label_of(self, name: str) -> str:
        title = {item["id"]: item["title"] for item in self.items}.get(name.partition("_")[2])
        label = super().label_of(name)
        return f"{title} ({label})" if title else label

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        state = Issue.objects.filter(pk=self.instance.pk).values_list("state", flat=True).first()
        if state != Issue.State.DRAFT:
            raise ValidationError("This issue is no longer a draft; take it back to change it.")
        if not self.errors:
            self.instance.content = {**framed(self.instance.content, found), "items": self.in_order(found)}
        return found

    def in_order(self, found: dict[str, Any]) -> list[dict[str, Any]]:
        """The items as the editor left them, by the places that they were given."""
        before = {item["id"]: number for number, item in enumerate(self.items)}
        order = sorted(self.items, key=lambda item: (found[f"place_{item['id']}"], before[item["id"]]))
        parts = ("shown", "title", "line", "why")
        return [given(item, **{part: found[f"{part}_{item['id']}"] for part in parts}) for item in order]
