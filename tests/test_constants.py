"""What a constant says is printed from it, not typed again beside it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import APPS, ROOT, modules, name_of, walk

# MAX_POINTS, FULL_PANEL, MAX_WEIGHT, MAX_TOOLS as somebody types them.
TYPED = re.compile(
    r"\bof 400\b|\bof 4\b|\b0 to 3\b|\b(?:all|the|by) four\b|\bfour (?:reviewers|reviews|points|named)\b|\bto four\b"
    r"|\bout of 100\b|/100\b|\bother three\b",
    re.I,
)
# What a template does not print as it stands.
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>|<[^>]*>", re.DOTALL)
# An editor's words are searched for what an editor types.
READING = {"comparisons/verdict/basis.py"}
# An example of a percentage holds numbers of its own.
EXAMPLES = {"templates/comparisons/methodology/panel.html": ["of 4"]}


def texts(tree: ast.Module) -> Iterator[str]:
    """What a module may print: its strings without its docstrings."""
    told = {id(node.value) for node in walk(tree) if isinstance(node, ast.Expr)}
    for node in walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_constant_is_typed_again():
    found = {}
    for path, tree in modules(*APPS):
        typed = [text for text in texts(tree) if TYPED.search(text)]
        if typed and name_of(path) not in READING:
            found[name_of(path)] = typed
    assert found == {}


def test_no_constant_is_typed_again_in_a_template():
    found = {}
    for folder in ("templates", "comparisons/templates", "newsletter/templates", "tools/templates"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            text = " ".join(MARKUP.sub("…", path.read_text()).split())
            typed = [match[0] for match in TYPED.finditer(text)]
            if typed and typed != EXAMPLES.get(name_of(path)):
                found[name_of(path)] = typed
    assert found == {}


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ('x = f"{points} of 400"', True),
        ('x = "Two to four tools"', True),
        ('x = "All four agree"', True),
        ('"""Two to four tools."""', False),
        ('x = f"{points} of {MAX_POINTS}"', False),
        ('x = "a score of 41"', False),
    ],
)
def test_what_is_typed(code, typed):
    assert any(map(TYPED.search, texts(ast.parse(code)))) is typed
