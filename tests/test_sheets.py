"""The one style sheet that browsers load is the sheets that people read; it and what comes with it stay small."""

import gzip
import re

from django.contrib.staticfiles import finders

from config.sheets import SHEET, SOURCES, joined, make_sheet


def rules(text):
    return re.sub(r"\s+|/\*.*?\*/", "", text, flags=re.DOTALL).replace(";}", "}")


def test_every_rule_of_every_sheet_is_in_it_in_order(tmp_path):
    text = joined(SOURCES)
    order = [SOURCES / f"{name}.css" for name in ("base", "components", "compare", "pages")]
    assert rules(text).startswith(rules("".join(path.read_text() for path in order)))
    inside = {path.name: rules(path.read_text()) in rules(text) for path in SOURCES.glob("*.css")}
    assert all(inside.values())
    assert "/*" not in text
    assert ".s40{--at:40%}" in text
    assert ".prose :is(ul,ol)" in text  # a space that means something stays
    assert text.startswith("@layer")


def test_a_changed_source_makes_a_new_file(tmp_path, monkeypatch):
    (tmp_path / "base.css").write_text("a { color: red; }\n")
    (tmp_path / "zebra.css").write_text("/* stripes */ b { color: blue; }\n")
    monkeypatch.setattr("config.sheets.SOURCES", tmp_path)
    target = tmp_path / "made" / "site.css"
    assert make_sheet(target) == str(target)
    assert target.read_text() == "a{color:red}b{color:blue}"
    (tmp_path / "base.css").write_text("a { color: green; }\n")
    make_sheet(target)
    assert "green" in target.read_text()


def test_servers_and_collectstatic_find_it():
    assert finders.find(SHEET).endswith("site.css")
    assert finders.find("css/base.css").endswith("static/css/base.css")


def test_what_a_first_visit_loads_stays_small():
    sheet = gzip.compress(joined(SOURCES).encode(), 9)
    fonts = [path.stat().st_size for path in (SOURCES.parent / "fonts").glob("*.woff2")]
    assert len(sheet) <= 11_600
    assert sum(fonts) <= 34_000
    assert (SOURCES.parent / "js/versed.js").stat().st_size <= 2_048
    assert (SOURCES.parent / "js/find.js").stat().st_size <= 2_500  # only where somebody searches
