"""One table of names: renames, aliases, twins, and paths with two readings."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.build import add_alias, make_tool
from tools.models import Alias, Tool

pytestmark = pytest.mark.django_db


def rename(tool, slug):
    tool.slug = slug
    tool.full_clean()
    tool.save()
    tool.update_names()


def test_a_new_tool_answers_to_its_slug():
    tool = make_tool("llama")
    assert list(tool.names.values_list("slug", "current")) == [("llama", True)]


def test_former_slugs_keep_leading_to_the_tool():
    tool = make_tool("a1")
    rename(tool, "b1")
    rename(tool, "c1")
    assert list(tool.names.order_by("slug").values_list("slug", "current")) == [
        ("a1", False),
        ("b1", False),
        ("c1", True),
    ]


def test_a_tool_can_take_a_former_slug_back():
    tool = make_tool("a1")
    for slug in ("b1", "c1", "a1"):
        rename(tool, slug)
    assert list(tool.names.order_by("slug").values_list("slug", "current")) == [
        ("a1", True),
        ("b1", False),
        ("c1", False),
    ]


def test_the_former_slug_of_another_tool_is_refused_with_a_pointer():
    rename(make_tool("a1"), "b1")
    with pytest.raises(ValidationError, match="/tools/b1"):
        make_tool("a1", name="Another", website="")


def test_an_alias_of_another_tool_is_refused_with_a_pointer():
    add_alias(make_tool("llama"), "lama")
    with pytest.raises(ValidationError, match="/tools/llama"):
        make_tool("lama", name="Another", website="")


def test_the_database_refuses_one_name_for_two_tools():
    one, two = make_tool("one"), make_tool("two")
    add_alias(one, "uno")
    with pytest.raises(IntegrityError), transaction.atomic():
        add_alias(two, "uno")


def test_the_database_allows_one_current_slug_of_a_tool():
    tool = make_tool("one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(slug="uno", tool=tool, current=True)


@pytest.mark.parametrize("name", ["Code Llama 4", "code-llama 4", "CodeLlama4", "CODE  LLAMA 4!", "Code\u200bLlama 4"])
def test_a_second_record_of_one_name_is_refused_with_a_pointer(name):
    make_tool("code-llama-4", name="Code Llama 4")
    with pytest.raises(ValidationError, match="/tools/code-llama-4"):
        make_tool("another-slug", name=name, website="")


@pytest.mark.parametrize(
    "website", ["https://example.com/ai", "http://www.example.com/ai/", "https://EXAMPLE.com/ai#x"]
)
def test_a_second_record_of_one_web_address_is_refused_with_a_pointer(website):
    make_tool("one", website="https://example.com/ai")
    with pytest.raises(ValidationError, match="/tools/one"):
        make_tool("two", website=website)


def test_two_products_of_one_vendor_may_share_a_host():
    make_tool("one", website="https://example.com/one")
    make_tool("two", website="https://example.com/two")
    assert Tool.objects.count() == 2


def test_tools_without_a_web_address_are_not_twins():
    make_tool("one", website="")
    make_tool("two", website="")
    assert Tool.objects.count() == 2


def test_a_record_is_not_its_own_twin():
    tool = make_tool("one")
    tool.tagline = "Another line."
    tool.full_clean()
    tool.save()


def test_the_database_refuses_twins_that_nobody_checked():
    make_tool("one", name="One", website="https://example.com/ai")
    for fields in ({"name": "ONE", "website": ""}, {"name": "Two", "website": "https://example.com/ai/"}):
        twin = Tool(slug="two", tagline="x", category_id=Tool.objects.get().category_id, **fields)
        twin.fill_keys()
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


@pytest.mark.parametrize(("existing", "added"), [(("aa", "bb"), "aa-vs-bb"), (("aa", "aa-vs-bb"), "bb")])
def test_a_name_that_would_give_a_path_two_readings_is_refused(existing, added):
    for slug in existing:
        make_tool(slug)
    with pytest.raises(ValidationError, match="/compare/aa-vs-bb two readings"):
        make_tool(added)


def test_a_former_slug_counts_when_readings_are_compared():
    rename(make_tool("aa"), "cc")
    make_tool("bb")
    with pytest.raises(ValidationError, match="two readings"):
        make_tool("aa-vs-bb")


def test_an_overlap_of_two_compound_names_is_refused():
    make_tool("aa")
    make_tool("aa-vs-bb")
    with pytest.raises(ValidationError, match="two readings"):
        make_tool("bb-vs-aa")  # aa-vs-bb-vs-aa: (aa-vs-bb, aa) or (aa, bb-vs-aa)


def test_a_compound_name_that_nothing_else_spells_is_fine():
    make_tool("cats-vs-dogs")
    make_tool("cats")
    assert Tool.objects.count() == 2


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a--b", "ä", "a/b", "a.b", "a\n", "а", "x" * 61])
def test_what_is_no_slug_is_refused(slug):
    with pytest.raises(ValidationError) as refusal:
        make_tool(slug, name="A name", website="")
    assert "slug" in refusal.value.message_dict


@pytest.mark.parametrize("name", ["", "!!!", "a\x00b", "a\nb", "abc\u202edef", "\u200f\u2067x", "x" * 81])
def test_a_name_is_one_plain_line_with_a_letter(name):
    with pytest.raises(ValidationError):
        make_tool("slug", name=name) if name else Tool(slug="slug", name="").full_clean()


@pytest.mark.parametrize("name", ["通义千问", "ياسمين", "נועה", "Ω", "Zoë & Co. 2.0 (β)"])
def test_names_of_any_script_are_welcome(name):
    assert make_tool("slug", name=name).name == name


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "//evil.com", "ftp://a.com", "http://[::1", "https://a b.com", "x" * 301]
)
def test_what_is_no_web_address_is_refused_without_an_error(website):
    with pytest.raises(ValidationError) as refusal:
        make_tool("slug", website=website)
    assert "website" in refusal.value.message_dict


def test_a_port_that_cannot_be_is_no_error_of_ours():
    try:
        make_tool("slug", website="https://example.com:99999/")
    except ValidationError as refusal:
        assert "website" in refusal.message_dict


@pytest.mark.parametrize("field", ["best_for", "skip_if"])
def test_there_are_three_reasons_at_most(field):
    make_tool("fine", **{field: "one\n\ntwo\nthree\n"})
    with pytest.raises(ValidationError) as refusal:
        make_tool("crowded", **{field: "one\ntwo\nthree\nfour"})
    assert field in refusal.value.message_dict


def test_a_description_is_cleaned_when_it_is_saved():
    tool = make_tool("slug", description="*Fine.* <script>alert(1)</script>")
    assert "<em>Fine.</em>" in tool.description_html
    assert "script" not in tool.description_html
    with pytest.raises(ValidationError):
        make_tool("other", description="[" * 5000)
