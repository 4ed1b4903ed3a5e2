"""`bin/check` runs the tests that need nothing but Python. Which those are is read off the tests."""

import re

import pytest

from tests.plugin import HEAVY, STARTING, is_pure


def test_these_rules_are_pure(request):
    assert is_pure(request.node)


@pytest.mark.django_db
def test_a_marked_test_is_not(request):
    assert not is_pure(request.node)


def test_a_test_with_a_database_by_a_fixture_is_not(request, db):
    assert not is_pure(request.node)


@pytest.mark.parametrize(
    ("source", "heavy"),
    [
        ("pytestmark = pytest.mark.django_db\n", True),
        ('x = 1\npytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]\n', True),
        ("import subprocess\n", True),
        ("@pytest.mark.django_db\ndef test(): ...\n", False),
        ("import json\n", False),
    ],
)
def test_a_module_is_not_even_imported_where_all_of_it_needs_more(source, heavy):
    assert bool(HEAVY.search(source)) is heavy


def test_the_folders_that_start_things_are_there(request):
    assert all((request.config.rootpath / "tests" / name).is_dir() for name in STARTING)


def test_whoever_flushes_the_database_brings_back_what_migrations_made(request):
    """The global attributes go with the rest, and every test after it would miss them."""
    flushing = re.compile(r"""call_command\(\s*["']flush.*\n(.*)""")
    modules = (request.config.rootpath / "tests").rglob("*.py")
    after = [
        found[1].strip() for path in modules if path != request.path for found in flushing.finditer(path.read_text())
    ]
    assert after == ["Attribute.objects.ensure_globals()"]
