"""The source of the site as trees: parsed and walked once for all tests that read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "tools", "reviews", "votes", "comparisons", "newsletter")


def modules(*folders: str, migrations: bool = False) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of these folders (a name that ends in .py is a module itself), with or without migrations."""
    for folder in folders:
        for path in [ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path, tree_of(path)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def walk(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node, as `ast.walk` has them."""
    return tuple(ast.walk(tree))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
