"""Rows of the database are read by name or unpacked: `row[15:18]` says nothing, and is wrong after the next column."""

import ast
from collections.abc import Iterator

import pytest

from tests.source import APPS, modules, name_of, walk


def numbered(tree: ast.Module) -> Iterator[str]:
    """Where something called `row` is read by a number, or by a slice that ends or begins at one."""
    for node in walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "row":
            places = [node.slice.lower, node.slice.upper] if isinstance(node.slice, ast.Slice) else [node.slice]
            if any(isinstance(place, ast.Constant | ast.UnaryOp) and is_number(place) for place in places):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def is_number(node: ast.expr | None) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int)


def test_no_row_is_read_by_number():
    found = {name_of(path): places for path, tree in modules(*APPS) if (places := list(numbered(tree)))}
    assert found == {}


@pytest.mark.parametrize(
    ("code", "many"),
    [
        ("row[0]", 1),
        ("row[15:18]", 1),
        ("row[:-1]", 1),
        ("row[name]", 0),
        ('row["name"]', 0),
        ("row[a:b]", 0),
        ("x[1]", 0),
    ],
)
def test_what_is_found(code, many):
    assert len(list(numbered(ast.parse(code)))) == many
