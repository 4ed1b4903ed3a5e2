"""Deriving all rows anew after a migration that asks for it: by `migrate`, in batches, once."""

from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.cache import forget_all
from comparisons.index.underived import RECIPE
from comparisons.management import deriving
from comparisons.models import Census, Standing, Underived
from tests.build import LLAMA, make_pair, make_tool, record_fact
from tools.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind(clock):
    """Three tools as a migration leaves them that emptied what is derived: nobody has counted their reviews."""
    tools = [*make_pair(), make_tool("third", panel=LLAMA)]
    Standing.objects.update(opinions="")
    Census.objects.all().delete()
    Underived.objects.create(recipe=RECIPE)
    return tools


def migrate(**options):
    told = StringIO()
    call_command("migrate", stdout=told, **options)
    return told.getvalue()


def test_migrate_derives_what_waits_once(behind):
    version = Edition.objects.get().version
    assert "Deriving the rows of 3 tools.\nDerived.\n" in migrate()
    call_command("verify_standings", stdout=StringIO())
    assert Edition.objects.get().version != version  # pages made before are out of date
    assert "Deriving" not in migrate()


def test_a_look_ahead_derives_nothing(behind):
    migrate(plan=True)
    with pytest.raises(SystemExit):  # as it ends where a migration waits
        migrate(check_unapplied=True)
    assert Underived.objects.exists()
    migrate()
    migrate(check_unapplied=True)


def test_nothing_is_derived_while_tables_are_not_those_of_this_code(behind, monkeypatch):
    monkeypatch.setattr("comparisons.management.commands.migrate.is_whole", lambda connection: False)
    migrate()
    assert Underived.objects.exists()


def test_what_broke_off_is_gone_on_with(behind, monkeypatch):
    monkeypatch.setattr(deriving, "BATCH", 1)
    assert deriving.derive_batch()
    assert deriving.derive_batch()
    assert Underived.objects.get().upto == behind[1].pk
    done = []
    refresh = Standing.objects.refresh
    monkeypatch.setattr(Standing.objects, "refresh", lambda ids: done.append(ids) or refresh(ids))
    deriving.derive_waiting(lambda line: None)
    assert done == [[behind[2].pk]]
    call_command("verify_standings", stdout=StringIO())


def test_what_a_newer_release_derives_is_not_waited_for(behind):
    Underived.objects.update(recipe=RECIPE + 1)
    assert "Deriving" not in migrate()
    assert Underived.objects.exists()


def test_rows_are_locked_before_they_are_derived(behind):
    """A second writer of the same tool, say this release's migrate and an editor, derives from what the first wrote."""
    with CaptureQueriesContext(connection) as captured:
        Standing.objects.refresh([behind[0].pk])
    reads = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert 'FROM "comparisons_standing"' in reads[0]
    assert connection.vendor == "sqlite" or reads[0].endswith("FOR UPDATE")


def test_a_tool_that_the_census_does_not_know_has_a_page_without_medians(client, behind):
    page = client.get("/tools/third")
    assert page.status_code == 200
    assert "Where it stands" not in page.content.decode()
    migrate()
    forget_all()
    assert "Where it stands" in client.get("/tools/third").content.decode()


def test_licences_are_sorted_anew_after_the_migration_that_says_so(clock):
    tool = make_tool("fenced", panel=LLAMA)
    record_fact(tool, "licence", "Apache-2.0 / Commons-Clause")
    Standing.objects.update(licence="open")  # as the release before derived it
    mark = import_module("comparisons.migrations.0010_licences").Migration.operations[-1]
    mark.code(apps, SimpleNamespace(connection=connection))
    assert [row.recipe for row in Underived.objects.needed()] == [RECIPE]
    migrate()
    assert Standing.objects.get(tool=tool).licence == "limited"
    assert not Underived.objects.exists()
