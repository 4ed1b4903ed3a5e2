"""The two kinds of rows: a fact about an attribute, and the review of a persona."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from comparisons.admin.rows import Day, Line, Prose, Row
from reviews.models import CONTENT as REVIEW_CONTENT
from reviews.models import RUBRIC, Review
from reviews.panel import say_score
from reviews.personas import MAX_SCORE, Persona
from tools import markup
from tools.models import Attribute, Fact
from tools.models.fact import CONTENT as FACT_CONTENT
from tools.numbers import WrongValue
from tools.states import State, state_of
from tools.values import Kind, Value, comparable, read_typed, say, say_date, typed

# What the row's owner and place fill; the form has no field for it.
GIVEN = ["recorded_at", "tool", "attribute", "persona", "body_html"]
EXAMPLES = {
    Kind.TEXT.value: "",
    Kind.NUMBER.value: "12,500 or 0.25",
    Kind.YES_NO.value: "",
    Kind.PRICE.value: "Free, Contact sales, or $20 per month",
}
OPTIONAL = [("", "—")]


class FactRow(Row[Fact]):
    """What is known about one attribute of the tool."""

    content = FACT_CONTENT
    kind = "fact"

    value = Line(required=False, label="Value")
    source = Line(required=False, max_length=500, label="Source", widget=forms.URLInput)
    quote = Line(required=False, max_length=500, label="Quote from the source")
    checked_on = Day(label="Checked on")
    method = forms.ChoiceField(required=False, label="Method", choices=[*OPTIONAL, *Fact.Method.choices])
    outcome = forms.ChoiceField(required=False, label="Outcome", choices=[*OPTIONAL, *Fact.OUTCOMES])
    check_holds = forms.BooleanField(required=False, label="That check covers the new value too")

    def __init__(self, data: Any, *, attribute: Attribute, foreign: bool, today: date, **place: Any) -> None:
        self.attribute = attribute
        self.foreign = foreign
        self.check_in_doubt = False
        super().__init__(data, label=attribute.label, prefix=f"fact-{attribute.pk}", today=today, **place)
        field = self.fields["value"]
        field.label = f"Value ({attribute.unit})" if attribute.unit else "Value"
        if attribute.kind == Kind.YES_NO:
            field.widget = forms.Select(choices=[*OPTIONAL, ("yes", "Yes"), ("no", "No")])
        field.widget.attrs["placeholder"] = EXAMPLES[attribute.kind]
        self.fields["checked_on"].widget.attrs["max"] = today.isoformat()

    def fresh(self) -> "FactRow":
        return FactRow(
            None, attribute=self.attribute, foreign=self.foreign, tool=self.tool, current=self.current,
            base=self.current, today=self.today,
        )  # fmt: skip

    def shown(self, statement: Fact | None) -> dict[str, Any]:
        values = super().shown(statement)
        return {**values, "value": typed(values["value"])} if values else {}

    def say(self, statement: Fact) -> str:
        return say(statement.value, self.attribute.unit)

    def text_of(self, name: str, value: Any) -> str:
        return str(value or "").strip()

    @cached_property
    def changes(self) -> list[str]:
        """A fact of another category is shown without fields, so their absence says nothing."""
        return [] if self.foreign and self.add_prefix("value") not in self.data else self.find_changes()

    @property
    def state(self) -> State | None:
        """The state of the current fact today; None without one."""
        if self.current is None:
            return None
        return state_of(
            checked_on=self.current.checked_on,
            outcome=self.current.outcome,
            stale_after_days=self.attribute.stale_after_days,
            today=self.today,
        )

    @property
    def checked(self) -> str:
        return say_date(self.current.checked_on) if self.current and self.current.checked_on else ""

    def statement(self, content: dict[str, Any]) -> Fact:
        content["value"] = self.read_value(content["value"])
        fact = Fact(tool=self.tool, attribute=self.attribute, **content)
        fact.clean_fields(exclude=GIVEN)
        fact.clean()
        fact.check_not_in_future(self.today)
        self.check_the_check(fact)
        return fact

    def read_value(self, value: Any) -> Value:
        """The value of the new statement: what was typed, unless it is still the old one."""
        if "value" not in self.changes and self.base:
            return self.base.value  # type: ignore[no-any-return]
        if not value:
            wanted = "To take the fact off the pages, tick Withdraw." if self.base else "A fact has a value."
            raise ValidationError({"value": wanted})
        try:
            return read_typed(self.attribute.kind, value, self.attribute.unit)
        except WrongValue as wrong:
            raise ValidationError({"value": f"Expected {wrong}."}) from wrong

    def check_the_check(self, fact: Fact) -> None:
        """A new value must not inherit the check of the old one: nobody checked it on that day."""
        old = self.base
        if old is None or old.checked_on is None or comparable(old.value) == comparable(fact.value):
            return
        stands = {"checked_on", "outcome"}.isdisjoint(self.changes) and old.checked_on < self.today
        self.check_in_doubt = stands or bool(self.cleaned_data.get("check_holds"))
        if stands and not self.cleaned_data.get("check_holds"):
            raise ValidationError({
                "checked_on": f"The check of {say_date(old.checked_on)} was of “{self.say(old)}”. Give the date and "
                "outcome of the new check, or empty date, method and outcome."
            })  # fmt: skip

    def record(self, content: dict[str, Any], now: datetime) -> Fact:
        content["value"] = self.read_value(content["value"])
        return Fact.objects.record(tool=self.tool, attribute=self.attribute, now=now, **content)

    def take_away(self, statement: Fact, because: str, now: datetime) -> None:
        statement.withdraw(because=because, now=now)


class ReviewSlot(Row[Review]):
    """What one persona says about the tool."""

    content = REVIEW_CONTENT
    kind = "review"

    score = forms.IntegerField(required=False, min_value=0, max_value=MAX_SCORE, label=f"Score (0 to {MAX_SCORE})")
    verdict = forms.ChoiceField(required=False, label="Verdict", choices=[*OPTIONAL, *Review.Verdict.choices])
    body = Prose(required=False, label="Review", help_text="Markdown, in the persona’s voice, 20 KB at most.")
    reviewed_on = Day(label="Reviewed on")
    author = Line(required=False, max_length=80, label="Author")
    author_kind = forms.ChoiceField(
        required=False, label="Author is a", choices=[*OPTIONAL, *Review.AuthorKind.choices]
    )
    basis = forms.ChoiceField(required=False, label="Basis", choices=[*OPTIONAL, *Review.Basis.choices])
    rubric = Line(required=False, max_length=10, label="Rubric version")

    def __init__(self, data: Any, *, persona: Persona, today: date, **place: Any) -> None:
        self.persona = persona
        super().__init__(data, label=persona.name, prefix=f"review-{persona.key}", today=today, **place)
        self.fields["body"].widget.attrs |= {"rows": 9, "maxlength": markup.MAX_BYTES}
        self.fields["reviewed_on"].widget.attrs["max"] = today.isoformat()

    def fresh(self) -> "ReviewSlot":
        return ReviewSlot(
            None, persona=self.persona, tool=self.tool, current=self.current, base=self.current, today=self.today
        )

    def blank(self) -> dict[str, Any]:
        return {"rubric": RUBRIC}

    def say(self, statement: Review) -> str:
        return say_score(statement.score, statement.verdict)

    def text_of(self, name: str, value: Any) -> str:
        return Prose().to_python("" if value is None else value)

    @property
    def reviewed(self) -> str:
        return say_date(self.current.reviewed_on) if self.current else ""

    def statement(self, content: dict[str, Any]) -> Review:
        missing = [name for name in self.content if content[name] in (None, "")]
        if missing:
            raise ValidationError(dict.fromkeys(missing, "A review needs this."))
        review = Review(tool=self.tool, persona=self.persona.key, **content)
        review.clean_fields(exclude=GIVEN)
        review.clean()
        review.check_not_in_future(self.today)
        return review

    def record(self, content: dict[str, Any], now: datetime) -> Review:
        return Review.objects.file(tool=self.tool, persona=self.persona.key, now=now, **content)

    def take_away(self, statement: Review, because: str, now: datetime) -> None:
        statement.withdraw(because=because, now=now)
