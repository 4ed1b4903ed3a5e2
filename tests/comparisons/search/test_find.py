"""The search: what finds what, in which order, and the same on both databases."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.cache import forget_all
from comparisons.index.folding import (
    MAX_QUESTION,
    closeness,
    distance,
    names_text,
    nearest_words,
    read_question,
    words_of,
)
from comparisons.index.search_names import starts_of, vocabulary
from comparisons.index.search_words import Findable
from comparisons.models import NameWord, Standing
from comparisons.moment import moment_at
from comparisons.search.find import search
from tests.build import LLAMA, NOW, make_category, make_pair, make_tool
from tests.comparisons.demo import import_demo
from tests.conftest import assert_queries
from tools.models import Tool

ANSWERS = Path(__file__).with_name("answers.json")
db = pytest.mark.django_db


def slugs(text, near=0):
    ids = search(text, moment_at(NOW), near).ids
    names = dict(Tool.objects.filter(pk__in=ids).values_list("pk", "slug"))
    return [names[pk] for pk in ids]


# Words.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Évernote", ["evernote"]), ("Code Llama 4!", ["code", "llama", "4"]), ("ＧＰＴ－４", ["gpt", "4"]),
        ("Łódź-Straße Øre", ["lodz", "strasse", "ore"]), ("通义 AI", ["通", "义", "ai"]), ("", []), ("👍 -- !", []),
        ("a_b", ["a", "b"]), ("Москва", ["москва"]), ("İstanbul", ["istanbul"]),
    ],
)  # fmt: skip
def test_words_are_folded(text, words):
    assert words_of(text) == words


@given(st.text(max_size=200))
def test_words_hold_letters_and_digits_only_and_fold_once(text):
    words = words_of(text)
    assert all(word.isalnum() for word in words)
    assert words_of(" ".join(words)) == words


def test_a_long_question_is_cut_and_says_so():
    assert read_question("a" * (MAX_QUESTION + 1)).cut
    assert read_question("a b c d e f g h i").cut
    assert not read_question("  Code Llama 4  ").cut


@pytest.mark.parametrize(
    ("question", "near"),
    [("code llama 4", 0), ("codellama4", 0), ("cl4", 0), ("code ll", 1), ("codell", 1), ("cl", 2), ("llama", 3),
     ("meta", 3), ("meta llama", 4), ("cl4 llama", 4), ("mistral", 5)],
)  # fmt: skip
def test_a_name_comes_before_a_part_of_one(question, near):
    assert closeness(read_question(question), names_text(["Code Llama 4", "cl4"], "Meta")) == near


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("notion", "notion", 0), ("notoin", "notion", 1), ("obsidan", "obsidian", 1), ("jirra", "jira", 1),
     ("figma", "sigma", 1), ("ab", "abcdefgh", 3), ("", "ab", 2), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_distance_counts_letters(one, other, far):
    assert distance(one, other) == far


def test_a_short_word_may_be_one_letter_off_and_a_long_one_two():
    assert nearest_words("sunno", ["suno", "otter"]) == ["suno"]
    assert nearest_words("mydjorney", ["midjourney"]) == ["midjourney"]
    assert nearest_words("abcde", ["xycde"]) == []
    assert nearest_words("anything", []) == []


@pytest.mark.parametrize(
    ("names", "starts"),
    [
        ("code llama 4 / codellama4 / by meta ai",
         {("code", False), ("llama", False), ("4", False), ("codellama4", True), ("meta", False), ("ai", False)}),
        ("cursor", {("cursor", True)}),
        ("pen / pen two / pentwo", {("pen", True), ("two", False), ("pentwo", True)}),
        ("by / by design / bydesign", {("by", True), ("design", False), ("bydesign", True)}),
        ("", set()),
    ],
)  # fmt: skip
def test_what_leads_to_a_tool_is_its_whole_names_and_their_words(names, starts):
    assert set(starts_of(names)) == starts


def test_the_vocabulary_has_words_without_their_digits_and_no_names_written_as_one_word():
    assert vocabulary(names_text(["Code Llama4", "gpt-4o", "AI", "Notion"], "Meta")) == {
        "code", "llama", "gpt", "notion", "meta",
    }  # fmt: skip


# Tools.


@db
def test_a_tool_is_found_by_whatever_a_reader_may_know_of_it(clock):
    make_tool("quill", name="Évernote Quill", vendor="Łódź Labs", tagline="Keeps minutes.", best_for="Board meetings",
              description="It never forgets a **signature**.", panel=LLAMA)  # fmt: skip
    make_tool("other", tagline="Something else.", best_for="Nothing")
    for text in ("evernote", "ÉVERNOTE", "evernot", "evrenote", "quill", "lodz", "lods", "minutes", "board meet",
                 "signature", "evernotequill", "Quill Evernote"):  # fmt: skip
        assert slugs(text) == ["quill"], text
    assert search("evrenote", moment_at(NOW)).meant == "evernote"


@db
def test_nothing_is_found_by_nothing(clock):
    make_pair()
    for text in ("", "   ", "!!!", "👍", "zzzzzz", "qqqq wwww"):
        assert slugs(text) == []


@db
def test_where_no_tool_has_all_words_those_with_most_come_first(clock):
    make_tool("minutes", tagline="Notes of every meeting", panel=LLAMA)
    make_tool("board", tagline="A board for meetings and plans")
    found = search("board meeting giraffe", moment_at(NOW))
    assert found.loose
    assert slugs("board meeting giraffe") == ["board", "minutes"]
    assert not search("board", moment_at(NOW)).loose


@db
def test_a_name_beside_a_common_word_counts_more_than_the_common_word(clock):
    make_tool("firefly", name="Adobe Firefly", tagline="Makes pictures.")
    make_tool("helper", name="AI Helper", panel=LLAMA)
    assert slugs("firefly ai giraffe") == ["firefly", "helper"]


@db
def test_two_characters_of_a_script_without_spaces_are_a_word(clock):
    make_tool("writer", name="Writer", tagline="写作 和 中文")
    assert slugs("中文") == ["writer"]


@db
def test_what_is_not_public_is_not_found(clock):
    make_tool("hidden", name="Hidden Gem", published_at=None)
    assert slugs("hidden") == slugs("hiden") == slugs("hi") == []


@db
def test_a_former_name_finds_the_tool(clock):
    tool = make_tool("first-name", name="Second")
    tool.slug = "second"
    tool.save()
    tool.update_names()
    Standing.objects.refresh([tool.pk])
    assert slugs("first name") == ["second"]


@db
def test_the_name_itself_comes_first_then_names_that_begin_so_then_words_by_points(clock):
    make_tool("word", name="My Pen", panel=LLAMA)
    make_tool("better", name="Penna", panel=LLAMA)
    make_tool("poorer", name="Penta", panel=tuple((score - 10, call) for score, call in LLAMA))
    make_tool("same", name="Pen")
    assert slugs("pen") == ["same", "better", "poorer", "word"]
    assert slugs("pe") == ["better", "poorer", "same"]


@db
def test_digits_stay_as_they_are_typed_when_letters_are_set_right(clock):
    make_tool("llama4", name="Llama4 Coder")
    make_tool("llama3", name="Llama3 Coder")
    assert slugs("llmaa4 coder") == ["llama4"]


@db
def test_two_swapped_letters_of_a_short_word_are_set_right(clock):
    make_tool("agent", name="Agent")
    make_tool("gpt", name="GPT Box")
    assert slugs("agnet") == ["agent"]
    assert slugs("gtp") == ["gpt"]


@db
def test_while_one_types_only_names_are_looked_at_where_one_begins_so(clock):
    make_tool("notes", name="Notepad", tagline="Keeps minutes.")
    make_tool("other", tagline="For notebooks of all sorts.")
    assert slugs("note") == ["notes", "other"]
    names = dict(Tool.objects.values_list("pk", "slug"))
    few = [search(text, moment_at(NOW), few=True).ids for text in ("note", "minutes")]
    assert [[names[pk] for pk in ids] for ids in few] == [["notes"], ["notes"]]


@db
def test_tools_of_the_job_come_first_among_equals(clock):
    writing = make_category("writing", "Writing")
    make_tool("pen-one", panel=LLAMA)
    two = make_tool("pen-two", category=writing)
    assert slugs("pen") == ["pen-one", "pen-two"]
    assert slugs("pen", near=two.category_id) == ["pen-two", "pen-one"]


@db
def test_a_search_takes_a_bounded_number_of_statements_and_is_kept(clock):
    make_pair()
    moment = moment_at(NOW)
    with assert_queries(at_most=9):
        search("mistrall smal", moment)
    with assert_queries(at_most=0):
        search("mistrall smal", moment)


@db
@pytest.mark.parametrize(
    "text", ["'", '"', "a'b", 'a"b', "a & b | !c", "a:*", "NEAR(a b)", "a\x00b", "\\", "%", "_", "*", "-a", "{names} : x",
             "'; drop table tools_tool; --", "\ud800", "ﷺ" * 200, "a" * 5000, "not and or"],
)  # fmt: skip
def test_any_text_is_searched_without_harm(clock, text):
    make_pair()
    search(text, moment_at(NOW))
    assert slugs("code llama 4")[0] == "code-llama-4"


@db
def test_a_deleted_tool_leaves_the_index(clock):
    tool = make_tool("gone", name="Gone Girl")
    Tool.objects.filter(pk=tool.pk).delete()
    make_tool("stays", name="Stays Here")
    assert slugs("gone") == []
    assert slugs("stays") == ["stays"]


@db
def test_a_wrong_row_of_words_is_found_and_put_right(clock):
    tool = make_pair()[0]
    Findable.objects.filter(tool=tool).update(names="other", words="other")
    assert Standing.objects.wrong() == ["code-llama-4"]
    Standing.objects.refresh([tool.pk])
    assert Standing.objects.wrong() == []
    NameWord.objects.filter(word="llama").delete()
    assert slugs("llamma") == []
    Standing.objects.refresh([tool.pk])
    forget_all()
    assert slugs("llamma") == ["code-llama-4"]


@db
def test_both_databases_give_the_demo_catalogue_in_the_same_order(clock):
    """The answers are written down once; each database is held to them."""
    import_demo()
    wanted = json.loads(ANSWERS.read_text())
    assert len(wanted) > 60
    assert {text: slugs(text) for text in wanted} == wanted
