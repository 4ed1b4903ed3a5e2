"""The list of tools: filters, sorts, and a cursor that shows every tool once."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.models import Standing
from comparisons.moment import moment_at
from comparisons.params.filters import SORTS, Wish, read_wish
from comparisons.params.options import BadArgument
from comparisons.search.listing import PAGE_SIZE, categories_with_counts, list_tools, place_of
from tests.build import NOW, PUBLISHED, make_category, make_tool
from tests.comparisons.catalogue.build import FACT, Importer, catalogue, tool
from tests.conftest import assert_queries
from tools.licences import KINDS
from tools.models import Tool

db = pytest.mark.django_db


def crowd(count):
    """Many public tools with few different points, so that ties cross the pages."""
    other = make_category("other", "Other")
    category = make_category()
    tools = []
    for n in range(count):
        tool = Tool(
            slug=f"t{n}", name=f"Tool {n % 7} {n}", tagline="x", published_at=PUBLISHED,
            category=other if n % 5 == 0 else category,
        )  # fmt: skip
        tool.fill_keys()
        tools.append(tool)
    Tool.objects.bulk_create(tools)
    Standing.objects.refresh([tool.pk for tool in tools])
    for n, tool in enumerate(tools):
        Standing.objects.filter(tool=tool).update(
            points=-1 if n % 4 == 0 else 200 + n % 3, spread=n % 6, reviewed_on=date(2026, 1, 1 + n % 5),
            call=("ship", "skip", "split", "none")[n % 4],
        )  # fmt: skip
    return tools


def all_pages(wish, moment):
    pages, after = [], ""
    while True:
        page = list_tools(replace(wish, after=after), moment)
        pages.append(page)
        after = page.following
        if not after:
            return pages


@db
@pytest.mark.parametrize("sort", SORTS)
def test_a_page_in_the_middle_of_ties_goes_on_where_the_last_one_ended(sort):
    """Every tool has the same value, and further ones lie behind: both parts of the walk."""
    crowd(2 * PAGE_SIZE)
    field = SORTS[sort][0]
    same = {"points": 5, "spread": 5, "community": 5, "reviewed_on": date(2026, 1, 1), "sort_name": "m"}[field]
    less = {"points": 4, "spread": 4, "community": 4, "reviewed_on": date(2025, 1, 1), "sort_name": "z"}[field]
    ids = list(Standing.objects.order_by("tool_id").values_list("tool_id", flat=True))
    Standing.objects.filter(tool__in=ids[:30]).update(**{field: same})
    Standing.objects.filter(tool__in=ids[30:]).update(**{field: less})
    first, second = all_pages(Wish(sort=sort), moment_at(NOW))
    assert [profile.head.id for page in (first, second) for profile in page.profiles] == ids


@db
@pytest.mark.parametrize("sort", SORTS)
def test_paging_through_shows_every_tool_once_in_one_order(sort):
    crowd(2 * PAGE_SIZE + 5)
    pages = all_pages(Wish(sort=sort), moment_at(NOW))
    slugs = [profile.slug for page in pages for profile in page.profiles]
    assert [len(page.profiles) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert [page.first for page in pages] == [1, PAGE_SIZE + 1, 2 * PAGE_SIZE + 1]
    assert len(set(slugs)) == 2 * PAGE_SIZE + 5
    field, descending, _ = SORTS[sort]
    rows = {row.tool.slug: getattr(row, field) for row in Standing.objects.select_related("tool")}
    values = [rows[slug] for slug in slugs]
    assert values == sorted(values, reverse=descending) or sort == "name"


@db
def test_pages_hold_24_tools():
    crowd(PAGE_SIZE + 1)
    assert PAGE_SIZE == 24
    assert list_tools(Wish(), moment_at(NOW)).total == 25


@db
def test_a_page_that_is_just_full_has_no_next_one():
    crowd(PAGE_SIZE)
    assert list_tools(Wish(), moment_at(NOW)).following == ""


@db
def test_every_order_is_total():
    for field, descending, _ in SORTS.values():
        ordered = Standing.objects.order_by(f"{'-' if descending else ''}{field}", "tool_id")
        assert ordered.totally_ordered


@db
def test_filters_keep_what_they_name():
    crowd(30)
    moment = moment_at(NOW)
    assert {p.head.category_slug for page in all_pages(Wish(category="other"), moment) for p in page.profiles} == {
        "other"
    }
    by_verdict = {
        verdict: {p.slug for page in all_pages(Wish(verdict=verdict), moment) for p in page.profiles}
        for verdict in ("ship", "skip", "split", "none")
    }
    assert sum(map(len, by_verdict.values())) == 30
    assert by_verdict["ship"] == {f"t{n}" for n in range(0, 30, 4)}


@db
def test_drafts_and_scheduled_tools_are_not_listed_or_counted():
    make_tool("public")
    make_tool("draft", published_at=None)
    make_tool("soon", published_at=NOW + timedelta(seconds=1))
    listing = list_tools(Wish(), moment_at(NOW))
    assert ([p.slug for p in listing.profiles], listing.total) == (["public"], 1)
    assert [category.n for category in categories_with_counts(moment_at(NOW))] == [1]


@db
def test_a_category_without_a_public_tool_is_left_out():
    make_tool("draft", published_at=None)
    make_category("empty", "Empty")
    assert categories_with_counts(moment_at(NOW)) == []


@db
def test_a_page_takes_a_fixed_number_of_statements():
    crowd(60)
    moment = moment_at(NOW)
    with assert_queries(at_most=6):
        list_tools(Wish(), moment)


@pytest.mark.parametrize("query", [{"sort": ["age"]}, {"verdict": ["maybe"]}, {"category": ["nobody"]}])
def test_an_unknown_choice_is_refused_by_name(query):
    with pytest.raises(BadArgument) as refusal:
        read_wish(query, ["coders"])
    assert refusal.value.name in query


def cursor(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "x", "é", "====", cursor("points"), cursor("points|1|1"), cursor("points|1|1|x"),
        cursor("points|1|1|5000"), cursor("points|0|1|5"), cursor("points|-1|1|5"), cursor("points|1|-1|5"),
        cursor("new|1|1|2026-01-01"), cursor("points|1|99999999999999999999|5"), cursor("age|1|1|5"),
        cursor(f"points|{'9' * 5000}|1|5"),
    ],
)  # fmt: skip
def test_a_cursor_that_no_page_gave_is_refused_by_name(after):
    with pytest.raises(BadArgument) as refusal:
        place_of(Wish(after=after))
    assert refusal.value.name == "after"


def test_a_cursor_of_another_sort_is_refused():
    with pytest.raises(BadArgument):
        place_of(Wish(sort="name", after=cursor("points|1|1|5")))


@given(
    st.text(max_size=40) | st.text(max_size=30).map(cursor) | st.text(max_size=9).map("name|1|1|".__add__).map(cursor)
)
def test_any_cursor_is_read_or_refused(after):
    for sort in SORTS:
        try:
            place_of(Wish(sort=sort, after=after))
        except BadArgument as error:
            assert error.name == "after"


LICENCES = {
    "noncommercial": ("CC-BY-NC-4.0", "limited"),
    "fenced": ("Apache-2.0 / Commons-Clause", "limited"),
    "denied": ("Not open source", "closed"),
    "european": ("EUPL-1.2", "open"),
    "offered-twice": ("AGPL-3.0, commercial licence available", "open"),
    "own-words": ("Ask our lawyers", "other"),
}


@db
def test_the_filter_by_licence_lists_what_an_import_says(client, clock, tmp_path):
    sold = {"attribute": "licence", "source": FACT["source"]}
    tools = [tool(slug, facts=[sold | {"value": value}]) for slug, (value, _) in LICENCES.items()]
    Importer(tmp_path)(catalogue(*tools, tool("silent")))
    right = {slug: kind for slug, (_, kind) in LICENCES.items()} | {"silent": "unknown"}
    for kind in KINDS:
        page = client.get("/tools", {"licence": kind}).content.decode()
        shown = {slug for slug in right if f'href="/tools/{slug}"' in page}
        assert shown == {slug for slug in right if right[slug] == kind}, kind
        assert KINDS[kind] in page
