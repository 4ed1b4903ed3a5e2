"""The form of the tool workspace: the tool's own fields, and the rows of its facts and reviews as one whole."""

from base64 import b64decode, b64encode
from datetime import datetime
from io import BytesIO
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from comparisons.admin.rows import Day, Instant, Prose
from comparisons.admin.workspace import MAX_KEY_DIGITS, Workspace
from tools import logos
from tools.desk.keeping import Keeping
from tools.models import Alias, Tool
from tools.models.names import slug_is_valid
from tools.models.tool import lines
from tools.slugs import JOINT, MAX_SLUG, name_key

MAX_ALIASES = 50
OWN = (
    "name", "slug", "vendor", "category", "tagline", "website", "best_for", "skip_if", "description", "aliases",
    "published_at", "discontinued_on", "gone_because",
)  # fmt: skip
HELP = {
    "slug": "The address of the page. When you change it, the old one keeps redirecting.",
    "best_for": "One reason a line, three at most. The first one stands in the decision table.",
    "skip_if": "One reason a line, three at most.",
    "website": "The full address of this product; vendors share hosts, so the path counts.",
    "published_at": "Empty: a draft that only staff can see, through Preview. In the future: appears then by itself. "
    f"In the site’s zone, {settings.TIME_ZONE}.",
    "discontinued_on": "The page stays for the record, marked, with its votes closed.",
    "gone_because": "One sentence for readers. For a discontinued tool it stands on its page; for one that you take "
    "off the site by emptying “published at”, its old address says it (410).",
    "category": "It decides which facts the tool can have.",
}


class ToolForm(Keeping, forms.ModelForm):  # type: ignore[type-arg]
    """A tool with its rows. A field that the editor left alone keeps what somebody else wrote into it meanwhile."""

    merges = True
    now: ClassVar[datetime]
    data: Any

    aliases = Prose(
        required=False,
        label="Other names",
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
        help_text="One a line, as slugs; old slugs stand here too. They redirect to the tool. "
        "A line that you remove stops redirecting, and links to it break.",
    )
    logo_file = forms.FileField(
        required=False,
        label="Logo",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPEG or WebP, up to 2 MB and 12.5 megapixels; square looks best.",
    )
    logo_remove = forms.BooleanField(required=False, label="Remove the logo; the letter tile takes its place")
    logo_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Tool
        fields = [name for name in OWN if name != "aliases"]
        field_classes = {
            "best_for": Prose,
            "skip_if": Prose,
            "description": Prose,
            "published_at": Instant,
            "discontinued_on": Day,
        }
        widgets = {
            "best_for": forms.Textarea(attrs={"rows": 3, "cols": 60}),
            "skip_if": forms.Textarea(attrs={"rows": 3, "cols": 60}),
            "description": forms.Textarea(attrs={"rows": 8, "cols": 80}),
            "tagline": forms.TextInput(attrs={"class": "vLargeTextField", "size": 100}),
        }
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logo: logos.Logo | None = None
        self.names_now = self.read_names()
        self.initial.setdefault("aliases", "\n".join(self.names_now))
        data = self.data if self.is_bound else None
        self.workspace = Workspace(self.instance, self.read_category(), data, self.now)

    def shown_names(self) -> list[str]:
        return [*super().shown_names(), *self.workspace.shown_names()]

    def read_names(self) -> list[str]:
        if self.instance.pk is None:
            return []
        return sorted(self.instance.names.filter(current=False).values_list("slug", flat=True))

    def read_category(self) -> int | None:
        """The category whose attributes the page shows, before anything is validated."""
        given = str(self["category"].value() if "category" in self.fields else self.instance.category_id)
        return int(given) if given.isdecimal() and len(given) <= MAX_KEY_DIGITS else None

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        self.link_twin()
        if wrong := self.workspace.check():
            links = format_html_join(", ", '<a href="#{}">{}</a>', ((row.prefix, row.label) for row in wrong))
            self.add_error(None, format_html("Nothing was saved yet. Look at {}.", links))

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_names()
        if self.instance.pk is not None:
            self.check_what_was_public()
        return self.cleaned_data

    def check_what_was_public(self) -> None:
        """What readers saw leaves with a word why, and that word stays: nothing public goes without a trace."""
        stored, data = self.instance, self.cleaned_data
        moment = data.get("published_at", stored.published_at)
        because = data.get("gone_because", stored.gone_because)
        off = moment is None or moment > self.now
        if "published_at" in data and off and stored.is_public(self.now):
            if moment is not None:
                self.add_error("published_at", "It is public already. To take it off the site, empty this and say why.")
            elif not because:
                self.add_error("gone_because", "Say why it leaves the site; its old address tells readers.")
        elif "gone_because" in data and off and stored.gone_because and not because:
            self.add_error("gone_because", "Its old address says this to readers: change it, but leave a reason.")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not name_key(name):
            raise ValidationError("A name needs at least one letter or digit.")
        return name

    def clean_aliases(self) -> str:
        names = lines(self.cleaned_data["aliases"])
        if len(names) > MAX_ALIASES:
            raise ValidationError(f"{MAX_ALIASES} names at most.")
        for name in names:
            if len(name) > MAX_SLUG:
                raise ValidationError(f"{name[:MAX_SLUG]}… is too long: {MAX_SLUG} characters at most.")
            try:
                slug_is_valid(name)
            except ValidationError as error:
                raise ValidationError(f"{name}: {error.message}") from error
        return "\n".join(dict.fromkeys(names))

    def check_names(self) -> None:
        """Whether the names that the editor adds may lead to this tool."""
        slug = self.cleaned_data.get("slug") or ""
        added = [name for name in lines(self.cleaned_data.get("aliases") or "") if name not in self.names_now]
        fresh = {*added, slug} - {self.instance.slug, ""} if self.instance.pk else {*added, slug} - {""}
        if len(fresh) > 1 and any(JOINT in name for name in fresh):
            # Each is checked against the names on record, so two new ones could make a path ambiguous together.
            self.add_error("aliases", f"A new name with “{JOINT}” has to be saved alone. Add the others afterwards.")
            return
        for name in added:
            if name != slug:
                try:
                    self.instance.check_name_is_free(name)
                except ValidationError as error:
                    self.add_error("aliases", error.messages)

    def clean_logo_file(self) -> Any:
        """Draw the picture at once, so that a refusal can still be shown; other errors do not lose it."""
        file = self.cleaned_data.get("logo_file")
        kept = self["logo_kept"].data or ""
        try:
            if file:
                self.logo = logos.draw(file)
            elif kept and not self["logo_remove"].data:
                self.logo = logos.draw(BytesIO(b64decode(kept)))
        except ValueError as error:  # Refused is one; so is what no base64 can be
            raise ValidationError(str(error)) from error
        if self.logo:
            self.data = self.data.copy()
            self.data["logo_kept"] = b64encode(self.logo.large).decode()
        return file

    @property
    def waiting_logo(self) -> str:
        """The address of a picture that was uploaded with a form that has errors elsewhere."""
        return f"data:image/webp;base64,{self.data['logo_kept']}" if self.is_bound and self.logo else ""

    def link_twin(self) -> None:
        """Make the pointer to the record of the same product a link."""
        errors = self.errors.get(NON_FIELD_ERRORS)
        twins = [error for error in errors.as_data() if error.code == "twin"] if errors else []
        if twins:
            tool = self.instance
            twin = Tool.objects.same_product(name=tool.name, website=tool.website, other_than=tool.pk)
            if twin:
                address = reverse("admin:tools_tool_change", args=[twin.pk])
                text = 'This product is already here as <a href="{}">{}</a>. Edit that record instead.'
                twins[0].message = format_html(text, address, twin.name)

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return bool(set(self.changed_data) - {"logo_kept"} or self.logo or self.workspace.touched)

    def place_logo(self) -> str:
        """Store or drop the picture. Gives the name of the one that is no longer used."""
        old = self.instance.logo
        if self.logo:
            self.instance.logo = logos.keep(self.logo)
        elif self.cleaned_data.get("logo_remove"):
            self.instance.logo = ""
        return old if old != self.instance.logo else ""

    def save_aliases(self) -> None:
        """Make the other names of the tool those that the editor left in the field. Its slug is settled before."""
        wanted = set(lines(self.cleaned_data["aliases"]))
        names = self.instance.names
        names.filter(current=False, slug__in=set(self.names_now) - wanted).delete()
        missing = wanted - set(names.values_list("slug", flat=True))
        Alias.objects.bulk_create([Alias(slug=slug, tool=self.instance) for slug in sorted(missing)])
