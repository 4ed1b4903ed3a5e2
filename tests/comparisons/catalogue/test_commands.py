"""The commands: their exit codes, their words, and what they leave on the disk and in the database when they fail."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from PIL import Image

from bench import make_catalog
from comparisons.catalogue import exporter
from comparisons.models import Standing
from tests.comparisons.catalogue.build import REVIEW, catalogue, tool
from tools import logos
from tools.models import Fact, Tool

PROJECT = Path(django_settings.BASE_DIR)


def fails(capsys: pytest.CaptureFixture[str], *command: Any) -> list[str]:
    """Run a command that must end with exit code 1; the lines of its complaint."""
    with pytest.raises(SystemExit) as ended:
        call_command(*(str(word) for word in command))
    assert ended.value.code == 1
    out, err = capsys.readouterr()
    assert out == ""
    lines: list[str] = err.splitlines()
    return lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalogue(tool("one", reviews=[REVIEW]), tool("two"))))
    return path


@pytest.mark.django_db
def test_an_import_says_what_it_did(file, capsys):
    call_command("import_catalog", str(file), "--dry-run")
    assert capsys.readouterr() == (
        "Would import: categories 2 written; attributes 1 written; tools 2 added; reviews 1 added.\n", "",
    )  # fmt: skip
    assert not Tool.objects.exists()
    call_command("import_catalog", str(file))
    assert capsys.readouterr().out.startswith("Imported: categories 2 written;")
    call_command("import_catalog", str(file))
    assert capsys.readouterr() == ("Nothing to change.\n", "")


@pytest.mark.django_db
def test_errors_stand_one_on_a_line_with_their_number_at_the_end(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(catalogue(tool("one", reviews=[REVIEW | {"score": 184}]), tool("two", vendor=1))))
    assert fails(capsys, "import_catalog", path) == [
        "tools[0].reviews[0].score: expected 0 to 100, got 184",
        "tools[1].vendor: expected a line of 0 to 80 characters, got 1",
        f"{path}: 2 errors, nothing was changed",
    ]
    assert not Tool.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "not JSON at line 1, column 1: expected {, got the end of the file"),
        (b"\x89PNG\r\n\x1a\n", "expected UTF-8, got other bytes after line 1"),
        (b'{"format": "versed-catalog/1", "tools": [{"slug"', "not JSON at line 1, column 42: the file ends too early"),
    ],
)
def test_a_file_that_is_none_is_one_clear_line(tmp_path, capsys, content, message):
    path = tmp_path / "file.json"
    if content is not None:
        path.write_bytes(content)
    assert fails(capsys, "import_catalog", path) == [f"{path}: {message}"]


@pytest.mark.django_db
def test_a_folder_and_a_pipe_are_one_clear_line(tmp_path, capsys):
    assert fails(capsys, "import_catalog", tmp_path) == [f"{tmp_path}: cannot be read: Is a directory"]
    assert fails(capsys, "import_catalog", "/dev/null") == [
        "/dev/null: not JSON at line 1, column 1: expected {, got the end of the file"
    ]


@pytest.mark.django_db
def test_an_export_with_logos_comes_back_as_no_change(file, tmp_path, capsys, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("import_catalog", str(file))
    picture = io.BytesIO()
    Image.new("RGB", (50, 90), "red").save(picture, "PNG")
    Tool.objects.filter(slug="one").update(logo=logos.store(picture))
    Tool.objects.filter(slug="two").update(logo="0" * 32)
    target = tmp_path / "out" / "export.json"
    target.parent.mkdir()
    capsys.readouterr()
    call_command("export_catalog", str(target))
    assert capsys.readouterr().err == "two: the file of its logo is missing, the export says nothing about it\n"
    data = json.loads(target.read_text(encoding="utf-8"))
    assert [raw.get("logo", "nothing") for raw in data["tools"]] == ["logos/one.webp", "nothing"]
    assert sorted(path.name for path in target.parent.iterdir()) == ["export.json", "logos"]
    call_command("import_catalog", str(target))
    assert capsys.readouterr().out == "Nothing to change.\n"


@pytest.mark.django_db
def test_an_export_without_a_file_goes_to_standard_output(file, capsys):
    call_command("import_catalog", str(file))
    capsys.readouterr()
    call_command("export_catalog")
    data = json.loads(capsys.readouterr().out)
    assert [raw["slug"] for raw in data["tools"]] == ["one", "two"]
    assert "logo" not in data["tools"][0]


@pytest.mark.django_db
def test_a_failed_export_leaves_the_old_file(file, capsys, monkeypatch):
    before = file.read_bytes()
    monkeypatch.setattr(exporter, "matchups", broken_matchups)
    fails(capsys, "export_catalog", file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    lines = fails(capsys, "export_catalog", file.parent / "nowhere" / "x.json")
    assert lines == [f"{file.parent}/nowhere/x.json: cannot be written: No such file or directory"]


def broken_matchups() -> Any:
    yield {"tools": []}
    raise OSError(28, "No space left on device")


@pytest.mark.django_db(transaction=True)
def test_an_export_sees_one_moment_and_holds_up_nobody(file):
    call_command("import_catalog", str(file))
    with exporter.snapshot():
        assert next(key for key, _ in exporter.sections(None)) == "format"
        assert Tool.objects.count() == 2


@pytest.mark.django_db
def test_made_up_catalogues_are_valid_and_the_same_for_the_same_seed(tmp_path, capsys):
    paths = [tmp_path / name for name in ("a.json", "b.json", "c.json")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        assert make_catalog.main(["--tools", "30", "--seed", str(seed), "--reviews", str(path)]) == 0
    contents = [path.read_bytes() for path in paths]
    assert contents[0] == contents[1] != contents[2]
    call_command("import_catalog", str(paths[0]))
    assert (Tool.objects.count(), Fact.objects.count()) == (30, 90)
    assert Standing.objects.filter(points__gte=0).count() == 30
    capsys.readouterr()
    assert make_catalog.main([str(tmp_path / "no" / "x.json"), "--tools", "1"]) == 1
    assert capsys.readouterr().err.endswith("No such file or directory\n")


@pytest.mark.django_db
def test_wrong_standings_are_named(file, capsys):
    call_command("import_catalog", str(file))
    call_command("verify_standings")
    assert capsys.readouterr().out.endswith("Every standing is right.\n")
    Standing.objects.filter(tool__slug="two").update(points=5)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_standings")
    assert ended.value.code == 1
    assert capsys.readouterr() == ("two\n", "1 standing is wrong\n")


def test_a_killed_import_leaves_nothing_and_the_next_one_everything(tmp_path):
    """SIGKILL in the middle of the writing, on a database file: the log beside it shows when that is."""
    database = tmp_path / "site.sqlite3"
    file = tmp_path / "many.json"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}

    def manage(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip

    def finish(*words: str) -> str:
        out, err = (process := manage(*words)).communicate(timeout=300)
        assert process.returncode == 0, err
        return out

    finish("manage.py", "migrate", "-v0")
    finish("-m", "bench.make_catalog", "--tools", "2000", "--seed", "1", str(file))
    process = manage("manage.py", "import_catalog", str(file))
    log = Path(f"{database}-wal")
    while not (log.exists() and log.stat().st_size > 100_000):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert json.loads(finish("manage.py", "export_catalog"))["tools"] == []
    assert "tools 2,000 added" in finish("manage.py", "import_catalog", str(file))
    assert finish("manage.py", "verify_standings") == "Every standing is right.\n"
