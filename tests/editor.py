"""An editor at work: reads a page of the admin the way a browser does, changes some fields, and sends the form."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from tools.models import Fact

ADD = "/admin/tools/tool/add/"


class FormReader(HTMLParser):
    """The fields of the page's main form with the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.inside = given.get("id", "").endswith("_form") and given["id"] != "logout-form"
        if not self.inside:
            return
        if tag == "input" and name and given.get("type") not in {"submit", "file", "button"}:
            if given.get("type") != "checkbox" or "checked" in given:
                self.fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select, self.multiple = name, "multiple" in given
            if not self.multiple:
                self.fields.setdefault(name, "")
        elif tag == "option" and "selected" in given and self.select:
            if self.multiple:
                self.fields.setdefault(self.select, []).append(given["value"])
            else:
                self.fields[self.select] = given["value"]
        elif tag == "textarea":
            self.textarea, self.fields[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            # Browsers drop the line break that follows the tag, and send CRLF.
            text = self.fields[self.textarea].removeprefix("\r\n").removeprefix("\n")
            self.fields[self.textarea] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self.textarea = ""
        if tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] += data


def fields_of(response: Any) -> dict[str, Any]:
    reader = FormReader()
    reader.feed(response.content.decode())
    return reader.fields


class Editor:
    """A logged-in person with all rights, or only those named."""

    def __init__(self, name: str = "ed", rights: tuple[str, ...] | None = None) -> None:
        user = User.objects.create_user(name, is_staff=True, is_superuser=rights is None)
        for right in rights or ():
            user.user_permissions.add(Permission.objects.get(codename=right))
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def open(self, path: str) -> dict[str, Any]:
        response = self.get(path)
        assert response.status_code == 200
        return fields_of(response)

    def send(self, path: str, fields: dict[str, Any], **changes: Any) -> Any:
        return self.client.post(path, {**fields, **changes, "_continue": "1"}, follow=True)

    def edit(self, path: str, **changes: Any) -> Any:
        return self.send(path, self.open(path), **changes)


def page_of(tool: Any) -> str:
    return f"/admin/tools/tool/{tool.pk}/change/"


def said(response: Any) -> str:
    """The messages and errors of a page as text."""
    context = response.context
    messages = [str(message) for message in context["messages"]]
    form = context["adminform"].form
    errors = [str(form.errors)] if form.errors else []
    workspace = context.get("workspace")
    rows = [str(row.errors) for row in workspace.rows if row.is_bound and row.errors] if workspace else []
    return "\n".join([*messages, *errors, *rows])


def values_of(tool: Any, key: str = "pricing") -> list[Any]:
    """Every value ever recorded about one attribute, oldest first."""
    return list(Fact.objects.filter(tool=tool, attribute__key=key).order_by("pk").values_list("value", flat=True))
