"""The house: a room imports only what stands above it, and the README's map is what the imports say."""

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]
rooms = SimpleNamespace(**runpy.run_path(str(ROOT / "bin/rooms.py")))
# Beside its rooms an app has so few modules.
LOOSE = {
    "comparisons": {"__init__", "apps", "cache", "moment", "models", "urls"},
    "newsletter": {"__init__", "apps", "addresses", "urls"},
}
# Tests of what stands beside the rooms, or of all of them.
LOOSE_TESTS = {"comparisons": {"test_cache"}, "newsletter": {"test_addresses", "test_clock", "test_rules"}}


@pytest.mark.parametrize("app", rooms.ROOMS)
def test_every_module_of_an_app_is_in_a_room_of_the_table(app):
    named = {room for level in rooms.ROOMS[app] for room in level}
    folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
    assert folders - named == {"migrations"}
    assert {path.stem for path in (ROOT / app).glob("*.py")} <= LOOSE[app]


@pytest.mark.parametrize("app", rooms.ROOMS)
def test_a_room_imports_only_what_stands_above_it(app):
    rank = {room: place for place, level in enumerate(rooms.ROOMS[app]) for room in level}
    wrong = []
    for room, place in rank.items():
        for path in rooms.sources(ROOT / app / room):
            for module in rooms.imported(path):
                other = rooms.room_of(module, app)
                reaches_views = room == "urls" and other == "views"
                if other in rank and other != room and rank[other] >= place and not reaches_views:
                    wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_every_room_says_which_question_it_answers():
    silent = [
        f"{app}/{path.parent.name}"
        for app in rooms.ROOMS
        for path in (ROOT / app).glob("*/__init__.py")
        if path.parent.name not in {"migrations", "management"} and not rooms.question(path.parent)
    ]
    assert silent == []


def test_the_map_in_the_readme_is_what_the_imports_say():
    done = subprocess.run([sys.executable, "bin/rooms.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("app", rooms.ROOMS)
def test_the_tests_of_a_room_stand_in_a_folder_of_its_name(app):
    named = {room for level in rooms.ROOMS[app] for room in level} | {"management"}
    folders = {path.parent.name for path in (ROOT / "tests" / app).glob("*/__init__.py")}
    assert folders <= named
    assert {path.stem for path in (ROOT / "tests" / app).glob("test_*.py")} <= LOOSE_TESTS[app]
