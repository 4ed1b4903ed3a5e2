"""Who may import whom, and how large things may grow. Reads the source alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, name_of, tree_of, walk

# Each app, and the apps that it may import besides itself.
MAY_IMPORT = {
    "tools": set(),
    "reviews": {"tools"},
    "votes": {"tools"},
    "comparisons": {"tools", "reviews", "votes"},
    "newsletter": {"tools", "reviews", "votes", "comparisons"},
    "config": {"tools", "reviews", "votes", "comparisons", "newsletter"},
}
APPS = [name for name in MAY_IMPORT if (ROOT / name).is_dir()]
# What may be printed without escaping: HTML that tools.markup cleaned, and pieces that a template itself rendered.
CLEAN = r"(\w+\.)*(html|\w+_html)|'<(circle|rect|path) [^']*/>'"
MAX_FILE, MAX_FUNCTION, MAX_VIEW, MAX_TEMPLATE, MAX_WIDTH = 300, 40, 25, 170, 120


def sources(*apps: str) -> list[Path]:
    return [path for app in apps for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


SOURCES = sources(*APPS)
TEMPLATES = sorted(
    path
    for folder in ("templates", "tools/templates", "comparisons/templates", "newsletter/templates")
    for path in (ROOT / folder).rglob("*.*")
)


def imports_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of every import; the name is empty for `import module`."""
    for node in walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            yield from ((node.module or "", alias.name) for alias in node.names)


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in walk(tree) if isinstance(node, ast.FunctionDef))


def length_of(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def found(check) -> dict[str, list[str]]:
    """{file: what `check(path, tree)` found}, for the files where it found something."""
    results = {name_of(path): list(check(path, tree_of(path))) for path in SOURCES}
    return {name: problems for name, problems in results.items() if problems}


def test_the_walk_sees_the_source():
    assert len(SOURCES) > 50
    assert {"tools", "reviews", "comparisons", "config"} <= set(APPS)
    assert len(TEMPLATES) > 20


def test_apps_import_only_what_stands_to_their_left():
    def strangers(path, tree):
        app = path.relative_to(ROOT).parts[0]
        allowed = MAY_IMPORT[app] | {app}
        return [module for module, _ in imports_of(tree) if module.split(".")[0] in set(MAY_IMPORT) - allowed]

    assert found(strangers) == {}


def test_nobody_imports_tests_or_the_bench():
    def strangers(path, tree):
        return [module for module, _ in imports_of(tree) if module.split(".")[0] in {"tests", "bench", "pytest"}]

    assert found(strangers) == {}


def test_views_are_imported_by_the_urls_of_their_app_and_by_each_other_alone():
    def taken(path, tree):
        app = path.relative_to(ROOT).parts[0]
        for module, name in imports_of(tree):
            full = f"{module}.{name}".split(".")
            own = name_of(path) == f"{full[0]}/urls.py" or "views" in path.parts
            own = own and full[0] == app
            if full[0] in MAY_IMPORT and "views" in full and not own:
                yield ".".join(full)

    assert found(taken) == {}


def test_no_underscore_name_is_imported():
    def hidden(path, tree):
        names = [part for pair in imports_of(tree) for text in pair for part in text.split(".")]
        return [name for name in names if name.startswith("_") and name != "__future__"]

    assert found(hidden) == {}


def test_every_import_stands_at_the_top():
    def buried(path, tree):
        blocks = [node for node in walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If)]
        return {f"line {node.lineno}" for block in blocks for node in ast.walk(block)
                if isinstance(node, ast.Import | ast.ImportFrom)}  # fmt: skip

    assert found(buried) == {}


def test_there_are_no_signals():
    def signals(path, tree):
        return [f"{m}.{n}" for m, n in imports_of(tree) if "signals" in f"{m}.{n}" or m == "django.dispatch"]

    # A library's report of a bounce has no other way in; its receiver stands in this one module.
    assert set(found(signals)) == {"newsletter/delivery/bounces.py"}


def says_pure(tree: ast.Module) -> bool:
    """Whether a module's docstring says that it holds rules as plain functions: no Django, no clock, no database."""
    return bool(re.search(r"\bPure[.:]", ast.get_docstring(tree) or ""))


PURE = {
    name_of(path).removesuffix(".py").replace("/", "."): tree_of(path) for path in SOURCES if says_pure(tree_of(path))
}


def test_what_says_that_it_is_pure_needs_no_framework_and_no_clock():
    assert len(PURE) > 40
    for name, tree in PURE.items():
        modules = {module for module, _ in imports_of(tree)}
        assert not [module for module in modules if module.split(".")[0] in {"django", "psycopg", "time", "os"}], name
        assert {module for module in modules if module.split(".")[0] in MAY_IMPORT} <= set(PURE), name
        calls = {node.attr for node in walk(tree) if isinstance(node, ast.Attribute)}
        assert not calls & {"now", "today", "utcnow"}, name


def test_a_comparison_is_judged_in_one_place():
    def judges(path, tree):
        taken = {name for _, name in imports_of(tree)}
        return sorted(taken & {"decide", "verdict_of", "standing_words"})

    assert found(judges) == {
        "comparisons/index/bases.py": ["decide"],  # of what an editor's words rest on, before there are profiles
        "comparisons/visitor/bookmarks.py": ["decide"],  # of the day on which something was saved
        "comparisons/verdict/summaries.py": ["verdict_of"],
        "comparisons/verdict/judging.py": ["standing_words", "verdict_of"],
    }


def test_the_environment_is_read_in_the_settings_alone():
    def readers(path, tree):
        if name_of(path) in {"config/settings.py", "config/environment.py"}:
            return []
        names = {node.attr for node in walk(tree) if isinstance(node, ast.Attribute)}
        read = names & {"environ", "getenv"}
        return [] if name_of(path) == "config/wsgi.py" else sorted(read)

    assert found(readers) == {}


def test_the_clock_is_asked_where_tests_can_stop_it():
    def clocks(path, tree):
        for node in walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                if (owner, node.func.attr) in {
                    ("datetime", "now"),
                    ("date", "today"),
                    ("datetime", "today"),
                    ("time", "time"),
                }:
                    yield f"line {node.lineno}"

    assert found(clocks) == {}


def test_only_pages_that_answer_get_and_forms_that_prove_their_origin_need_no_token():
    def exempt(path, tree):
        return [name for _, name in imports_of(tree) if name == "csrf_exempt"]

    # The endpoint of agents reads no cookie and changes nothing.
    exempted = [
        "comparisons/web/public.py",
        "comparisons/views/mcp.py",
        "newsletter/views/private.py",
        "votes/origin.py",
    ]
    assert found(exempt) == {name: ["csrf_exempt"] for name in exempted}


def test_files_are_short():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


# Longer for a reason: a table of fields and their checks, not steps.
TABLES = {("comparisons/catalogue/rules.py", "__init__"): 45}


def test_functions_are_short():
    def long(path, tree):
        for function in functions_of(tree):
            if length_of(function) > TABLES.get((name_of(path), function.name), MAX_FUNCTION):
                yield f"{function.name}: {length_of(function)} lines"

    assert found(long) == {}


def views() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """The functions of views that an address leads to."""
    for path in SOURCES:
        if "views" in path.parts:
            asked = (ROOT / path.relative_to(ROOT).parts[0] / "urls.py").read_text()
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef) and re.search(rf"\b{path.stem}\.{node.name}\b", asked):
                    yield path, node


def test_views_are_short():
    too_long = {f"{name_of(path)} {view.name}": length_of(view) for path, view in views() if length_of(view) > MAX_VIEW}
    assert too_long == {}


# Decorators that say it. The endpoint of agents answers OPTIONS by itself and hands all else to a view of POST.
METHODS = {"public", "machine", "require_safe", "require_POST", "require_http_methods", "csrf_exempt"}


def test_every_view_that_takes_a_request_says_which_methods_it_answers():
    bare = []
    for path, view in views():
        takes_request = view.args.args and view.args.args[0].arg == "request"
        names = [ast.unparse(decorator).split("(")[0] for decorator in view.decorator_list]
        if takes_request and path.name != "errors.py" and not METHODS & set(names):
            bare.append(f"{name_of(path)} {view.name}")
    assert bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_is_short_and_holds_no_style_no_script_and_no_query(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_TEMPLATE
    if "emails" in path.parts:  # mail programs know no other style than inline
        assert not re.search(r"<script|<img|<link|\son[a-z]+=|src=", text)
    elif "admin" not in path.parts:
        assert not re.search(r"<script(?! type=\"module\" src=)|<style|\sstyle=|\son[a-z]+=", text)
        assert not re.search(r"\.objects|\.filter\(|\.all\(\)|_set\b", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_prints_unescaped_only_what_was_cleaned(path):
    text = path.read_text()
    unescaped = re.findall(r"([\w.]+(?:\(.*?\))?|'[^']*')\s*\|\s*safe", text)
    assert [name for name in unescaped if not re.fullmatch(CLEAN, name)] == []
    assert "autoescape" not in text


READ = [*SOURCES, *TEMPLATES, *sorted((ROOT / "bench").rglob("*.py")), *sorted((ROOT / "bin").glob("*.py"))]


def test_every_line_can_be_read_on_a_screen():
    """Characters, not bytes; the data of SVG paths has files of its own, which the sheets of signs are."""
    wide = {
        f"{name_of(path)}:{number}": len(line)
        for path in READ
        if "migrations" not in path.parts and path.suffix in {".py", ".html", ".txt", ".xml"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > MAX_WIDTH and not re.search(r' d="M', line)
    }
    assert wide == {}


def test_no_text_leads_to_a_document_that_is_not_here():
    """Whoever has the repository has all that it speaks of: a section sign needs a document that one can open."""
    elsewhere = re.compile(r"\b(SPEC|STYLE|DECISIONS|RELIABILITY|PERFORMANCE|HOUSE|DESIGN)(\.md| §|-2)")
    own = [*SOURCES, *TEMPLATES, *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), *(ROOT / "tests").rglob("*.py")]
    leading = [name_of(path) for path in own if elsewhere.search(path.read_text())]
    assert leading == []
