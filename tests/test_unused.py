"""Every name that a module of the site defines is used by the site, not by its tests alone."""

import ast
import re
from collections.abc import Iterator

from tests.source import APPS, ROOT, modules, walk

# Who else may use a name: programs beside the site, and templates, which call it by name.
CODE, TEXTS = (*APPS, "bench", "bin", "manage.py"), ("templates", "comparisons/templates", "newsletter/templates")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What Django calls by its name in a module.
CALLED = {
    "Command", "application", "urlpatterns", "app_name", "handler400", "handler403", "handler404", "handler500",
    "process_exception",
}  # fmt: skip
# Bases whose methods are called by our own code alone.
OWN_BASES = {"", "NamedTuple", "QuerySet", "Enum", "StrEnum"}


def used_names() -> set[str]:
    """The names that are read somewhere: in code, in strings that code looks names up by, or in templates."""
    used = set()
    for _, tree in modules(*CODE, migrations=True):
        texts = {id(node.value) for node in walk(tree) if isinstance(node, ast.Expr)}  # docstrings use nothing
        for node in walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts:
                used.update(WORD.findall(node.value))
    for folder in TEXTS:
        for path in (ROOT / folder).rglob("*.*"):
            used.update(WORD.findall(path.read_text()))
    return used


def base_of(node: ast.ClassDef) -> str:
    return ast.unparse(node.bases[0]).split("[")[0].rpartition(".")[2] if node.bases else ""


def defined(tree: ast.Module) -> Iterator[str]:
    """The functions, classes and constants at the top of a module, and the methods of classes that stand alone."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.TypeAlias):
            yield node.name.id
        if isinstance(node, ast.ClassDef) and base_of(node) in OWN_BASES:
            yield from (item.name for item in node.body if isinstance(item, ast.FunctionDef))


def is_found_by_itself(node_name: str) -> bool:
    """Django finds configurations, middleware and settings by themselves."""
    return node_name in CALLED or node_name.startswith("__") or node_name.endswith(("Config", "Admin"))


def test_every_name_is_used():
    used = used_names()
    unused = {
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in modules(*APPS)
        if path != ROOT / "config/settings.py"
        for name in defined(tree)
        if name not in used and not is_found_by_itself(name)
    }
    assert unused == set()


def test_a_name_that_nothing_uses_is_found():
    tree = ast.parse("def lonely_function_of_this_test():\n    pass")
    assert set(defined(tree)) - used_names() == {"lonely_function_of_this_test"}
