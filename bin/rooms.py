"""Draw the house: every app and room, the question that it answers, and what it imports, measured from the code.

    python bin/rooms.py            print the map
    python bin/rooms.py --write    put it into README.md, between its two marks
    python bin/rooms.py --check    fail where README.md says otherwise

A room's question is the first line of its own docstring.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- rooms: made by bin/rooms.py -->\n", "<!-- /rooms -->"
APPS = ("tools", "reviews", "votes", "comparisons", "newsletter", "config")
# The rooms of an app from the top: each imports only what stands above it. Those in one line may not import each other,
# but the last line's, which nobody imports.
ROOMS: dict[str, list[tuple[str, ...]]] = {
    "comparisons": [
        ("cache", "moment"), ("params",), ("verdict",), ("index",), ("models",), ("reading",), ("search",),
        ("visitor",), ("catalogue",), ("pictures",), ("formats",), ("web",), ("pages",),
        ("admin", "views", "management", "urls", "apps"),
    ],
    "newsletter": [
        ("addresses",), ("models",), ("transport", "subscribers"), ("issues", "mail"), ("delivery",),
        ("admin", "views", "management", "urls", "apps"),
    ],
}  # fmt: skip


def main(arguments: list[str]) -> int:
    drawn = BEGIN + "\n" + house() + "\n" + END
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    now = BEGIN + rest.partition(END)[0] + END
    if "--check" in arguments:
        print("README.md: the map is not what the imports say: run bin/rooms.py --write" if now != drawn else "")
        return int(now != drawn)
    if "--write" in arguments:
        README.write_text(before + drawn + rest.partition(END)[2])
    else:
        print(house())
    return 0


def house() -> str:
    """The map as a block of Markdown code."""
    rows = [row for app in APPS for row in floor(app)]
    left = max(len(name) for name, _ in rows)
    return "\n".join(f"    {name.ljust(left)}  {said}".rstrip() for name, said in rows) + "\n"


def floor(app: str) -> Iterator[tuple[str, str]]:
    """(name, what is said of it) of an app, then of its rooms from the top."""
    yield f"{app}/", f"{question(ROOT / app)} {others(app)}"
    for level in ROOMS.get(app, []):
        for room in level:
            if (ROOT / app / room).is_dir() and room != "management":
                yield f"  {room}/", question(ROOT / app / room)


def question(folder: Path) -> str:
    return (ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or "").partition("\n")[0]


def others(app: str) -> str:
    """The other apps that an app imports."""
    found = {module.split(".")[0] for path in sources(ROOT / app) for module in imported(path)}
    names = [other for other in APPS if other in found and other != app]
    return f"Imports {', '.join(names)}." if names else "Imports no other app."


def room_of(module: str, app: str) -> str:
    """The room of a module's dotted name; empty for one of another app."""
    parts = module.split(".")
    return parts[1] if parts[0] == app and len(parts) > 1 else ""


def sources(place: Path) -> Iterator[Path]:
    found = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return (path for path in found if "migrations" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, with the names taken from packages."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
