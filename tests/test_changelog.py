"""A release is a version in pyproject.toml and the heading of its notes."""

import re
import tomllib
from datetime import datetime

HEADING = re.compile(r"^## (\d+\.\d+\.\d+) – (\d{1,2} [A-Z][a-z]+ \d{4})$", re.MULTILINE)


def test_the_newest_release_of_the_changelog_is_the_version_of_the_project(request):
    root = request.config.rootpath
    releases = HEADING.findall((root / "CHANGELOG.md").read_text())
    assert releases[0][0] == tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    days = [datetime.strptime(day, "%d %B %Y") for _, day in releases]
    assert days == sorted(days, reverse=True)


def test_no_release_before_is_called_unreleased(request):
    text = (request.config.rootpath / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert "Unreleased" not in headings[1:]
