"""Line breaks of templates: laid out for people, they print nothing. Pure.

As in JSX: a line break with the blanks around it prints nothing beside a tag or a statement, and one space within
running text and between attributes. A space that is meant there is written `{{ " " }}`. What stands in <pre> and
<textarea> stays as it is. So pages weigh what they say, and a template may be broken into lines wherever it reads best.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension

STATEMENT = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)
BREAK = re.compile(r"[ \t]*\n\s*")
TAG = re.compile(r"<(?=[a-zA-Z/!])|>")
VERBATIM = re.compile(r"<(/?)(?:pre|textarea)\b", re.IGNORECASE)


class LineBreaks(Extension):
    """Applies the rule to every HTML template; the lines of errors stay those of the file."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return "".join(joined(source)) if (name or "").endswith(".html") else source


def joined(source: str) -> Iterator[str]:
    """The parts of `source`, its line breaks hidden in comments or, where they are meant, left as they are."""
    parts = STATEMENT.split(source)
    in_tag = verbatim = False
    for place, part in enumerate(parts):
        if place % 2:
            yield part
            continue
        before = parts[place - 1] if place else "{%"
        after = parts[place + 1] if place + 1 < len(parts) else "{%"
        end = 0
        for found in BREAK.finditer(part):
            in_tag, verbatim = state_after(part[end : found.start()], in_tag, verbatim)
            yield part[end : found.start()]
            left = part[: found.start()] or before
            right = part[found.end() :] or after
            yield found.group() if verbatim else hidden(found.group(), meant(left, right, in_tag))
            end = found.end()
        in_tag, verbatim = state_after(part[end:], in_tag, verbatim)
        yield part[end:]


def state_after(text: str, in_tag: bool, verbatim: bool) -> tuple[bool, bool]:
    """(whether `text` ends inside a tag, whether it ends inside an element whose blanks count)."""
    for bracket in TAG.findall(text):
        in_tag = bracket == "<"
    for closing in VERBATIM.findall(text):
        verbatim = not closing
    return in_tag, verbatim


def meant(left: str, right: str, in_tag: bool) -> bool:
    """Whether the break between these texts stands for a space."""
    if in_tag:
        return not right.startswith((">", "/>"))
    beside = left.endswith((">", "%}", "#}")) or right.startswith(("<", "{%", "{#"))
    return not beside


def hidden(blanks: str, space: bool) -> str:
    """The break as a comment, which prints nothing and keeps the count of lines; then the space, if one is meant."""
    return "{#" + blanks + "#}" + (" " if space else "")
