"""`/dev/components`: every macro of the templates has an example, and each example prints."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse

from comparisons.pages import components
from comparisons.views.dev import components_page

MACROS = list(components.macros())
ENV = engines["jinja2"].env  # type: ignore[attr-defined]


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: f"{macro.file}-{macro.name}")
def test_every_macro_has_an_example(macro):
    assert components.examples_of(macro), f"add one to EXAMPLES in comparisons/pages/components.py: {macro}"


def test_every_example_is_of_a_macro():
    assert {(file, name) for file, macros in components.EXAMPLES.items() for name in macros} == {
        (macro.file, macro.name) for macro in MACROS
    }


def test_macros_are_found_with_what_they_take_and_what_is_said_of_them(tmp_path):
    (tmp_path / "a.html").write_text(
        "{# Says hello. #}\n{% macro hello(name, loud=false) %}x{% endmacro %}\n{% macro bye() %}"
    )
    assert list(components.macros(tmp_path)) == [
        ("a.html", "hello", "name, loud=false", "Says hello."),
        ("a.html", "bye", "", ""),
    ]


def test_each_example_prints_something():
    silent = [
        example.source
        for component in components.components(ENV)
        for example in component.examples
        if not example.html.strip()
    ]
    assert silent == []


@pytest.mark.django_db
def test_the_page_shows_them_all_and_stays_out_of_search_engines(rf, clock):
    response = components_page(rf.get("/dev/components"))
    page = response.content.decode()
    assert (response.status_code, response.headers["X-Robots-Tag"]) == (200, "noindex, follow")
    for component in components.components(ENV):
        assert f'id="{component.anchor}"' in page
    assert "No example yet" not in page


@pytest.mark.django_db
def test_it_is_not_there_without_debug(client):
    with pytest.raises(NoReverseMatch):
        reverse("comparisons:components")
    assert client.get("/dev/components").status_code == 404
