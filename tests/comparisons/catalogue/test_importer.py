"""Importing: what is new is added, what differs is superseded, what is left out stays, and all of it or nothing."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from comparisons.models import Matchup, Standing
from reviews.models import Review
from tests.build import NOW, make_pair, make_tool, record_fact
from tests.comparisons.catalogue.build import FACT, REVIEW, WINDOW, Importer, catalogue, tool
from tests.conftest import assert_queries
from tools import logos
from tools.models import Alias, Attribute, Category, Edition, Fact, Tool

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
RICH = tool(aliases=["excoder"], facts=[FACT], reviews=[REVIEW])


@pytest.fixture
def load(tmp_path) -> Importer:
    return Importer(tmp_path)


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "PNG")
    return out.getvalue()


def test_everything_of_a_file_arrives(load):
    pair = {"tools": ["other", "excoder"], "headline": "A *close* one.", "bottom_line": "**Either.**", "featured": True,
            "would_change": [{"event": "It rains", "consequence": "Neither."}]}  # fmt: skip
    counts = load(catalogue(RICH, tool("other"), matchups=[pair], demo=True))
    assert counts == {
        ("categories", "written"): 2, ("attributes", "written"): 1, ("tools", "added"): 2, ("aliases", "added"): 1,
        ("facts", "added"): 1, ("reviews", "added"): 1, ("matchups", "added"): 1, ("demo mark", "set"): 1,
    }  # fmt: skip
    row = Tool.objects.get(slug="example-coder")
    assert (row.name, row.category.slug, row.best_for) == ("Example Coder", "developer-tools", "Teams of two")
    assert (row.name_key, row.website_key) == ("examplecoder", "example-coder.example.com")
    assert row.description_html == "<p>It <em>writes</em> code.</p>"
    assert set(row.names.values_list("slug", "current")) == {("example-coder", True), ("excoder", False)}
    fact, review = Fact.objects.get(), Review.objects.get()
    assert (fact.value, fact.checked_on, fact.recorded_at) == ("Free (open weights)", date(2026, 11, 1), NOW)
    assert review.body_html == "<p>It <em>works</em> in the first hour.</p>"
    matchup = Matchup.objects.get()
    assert (matchup.slug, matchup.bottom_line_html) == ("example-coder-vs-other", "<p><strong>Either.</strong></p>")
    assert matchup.key == "-".join(str(pk) for pk in sorted(Tool.objects.values_list("pk", flat=True)))
    assert Attribute.objects.get(key="context-window").category == Category.objects.get(slug="developer-tools")
    assert Standing.objects.wrong() == []
    assert Edition.objects.get().demo
    full = Tool.objects.get(slug="example-coder")
    full.full_clean()
    fact.clean_fields(exclude=["supersedes"])
    fact.clean()
    review.clean_fields(exclude=["supersedes"])


def test_the_same_file_again_changes_nothing_and_keeps_the_version(load):
    data = catalogue(RICH, tool("other"), matchups=[{"tools": ["example-coder", "other"]}], demo=True)
    load(data)
    before = Edition.objects.get().version, Tool.objects.get(slug="other").version
    assert load(data, now=LATER) == {}
    assert (Edition.objects.get().version, Tool.objects.get(slug="other").version) == before
    assert Fact.objects.count() == Review.objects.count() == Matchup.objects.count() == 1


def test_only_what_changed_gets_a_new_version(load):
    load(catalogue(RICH, tool("other")))
    untouched = Tool.objects.get(slug="other").version
    load(catalogue({"slug": "example-coder", "vendor": "New Labs"}), now=LATER)
    changed = Tool.objects.get(slug="example-coder")
    assert changed.vendor == "New Labs"
    assert changed.version == Edition.objects.get().version
    assert Tool.objects.get(slug="other").version == untouched


def test_a_changed_fact_supersedes_and_keeps_the_old_one(load):
    load(catalogue(RICH))
    changed = FACT | {"value": "$5 a month", "checked_on": "2026-11-20", "reason": "The vendor charges now."}
    counts = load(catalogue({"slug": "example-coder", "facts": [changed]}), now=LATER)
    assert counts == {("tools", "changed"): 1, ("facts", "superseded"): 1}
    old, new = Fact.objects.order_by("pk")
    assert (old.superseded_at, old.withdrawn_because) == (LATER, "")
    assert (new.supersedes, new.recorded_at, new.reason, new.value) == (old, LATER, changed["reason"], "$5 a month")


def test_a_recheck_and_new_words_say_since_when_the_statement_stands(load):
    load(catalogue(RICH))
    for day in (18, 19):
        fact, review = FACT | {"checked_on": f"2026-11-{day}"}, REVIEW | {"body": f"Seen on the {day}th."}
        load(catalogue({"slug": "example-coder", "facts": [fact], "reviews": [review]}), now=LATER)
    for model in (Fact, Review):
        first, second, third = model.objects.order_by("pk")
        assert (first.since, second.since, third.since) == (None, first, first)
    load(catalogue({"slug": "example-coder", "facts": [FACT | {"value": "$5"}]}), now=LATER)
    assert Fact.objects.get(superseded_at=None).since is None


def test_a_changed_review_supersedes_and_the_standing_follows(load):
    load(catalogue(RICH))
    changed = {"persona": "builder", "score": 20, "verdict": "skip"}
    assert ("reviews", "superseded") in load(catalogue({"slug": "example-coder", "reviews": [changed]}), now=LATER)
    old, new = Review.objects.order_by("pk")
    assert (old.superseded_at, new.supersedes_id, new.score, new.body_html) == (LATER, old.pk, 20, old.body_html)
    assert Standing.objects.get(tool=new.tool).call == "skip"
    assert Standing.objects.wrong() == []


def test_null_withdraws_with_a_reason_and_doing_it_twice_is_no_change(load):
    load(catalogue(RICH))
    withdrawal = catalogue({
        "slug": "example-coder",
        "vendor": None, "published_at": None, "aliases": None,
        "facts": [{"attribute": "pricing", "value": None, "reason": "Nobody can say."}],
        "reviews": [{"persona": "builder", "verdict": None, "reason": "Wrong tool."}],
    })  # fmt: skip
    assert load(withdrawal, now=LATER) == {
        ("tools", "changed"): 1, ("facts", "withdrawn"): 1, ("reviews", "withdrawn"): 1,
    }  # fmt: skip
    fact, review, row = Fact.objects.get(), Review.objects.get(), Tool.objects.get()
    assert (fact.superseded_at, fact.withdrawn_because) == (LATER, "Nobody can say.")
    assert (review.superseded_at, review.withdrawn_because) == (LATER, "Wrong tool.")
    assert (row.vendor, row.published_at) == ("", None)
    assert Alias.objects.filter(slug="excoder").exists()
    assert Standing.objects.get().call == "none"
    assert load(withdrawal, now=LATER) == {}


def test_what_was_withdrawn_can_come_back(load):
    load(catalogue(RICH))
    load(catalogue({"slug": "example-coder", "facts": [{"attribute": "pricing", "value": None}]}))
    assert load(catalogue(RICH), now=LATER) == {("tools", "changed"): 1, ("facts", "added"): 1}
    assert Fact.objects.filter(superseded_at=None).get().supersedes is None


def test_what_the_file_leaves_out_stays_untouched(load):
    """Facts and reviews of others, other fields, other tools, other names, the demo mark, the words of a matchup."""
    load(catalogue(RICH, tool("other", facts=[FACT]), matchups=[{"tools": ["other", "excoder"], "headline": "One."}],
                   demo=True))  # fmt: skip
    skeptic = REVIEW | {"persona": "skeptic", "score": 10, "verdict": "skip"}
    load({"format": "versed-catalog/1",
          "tools": [{"slug": "example-coder", "reviews": [skeptic]}],
          "matchups": [{"tools": ["example-coder", "other"], "featured": True}]}, now=LATER)  # fmt: skip
    row = Tool.objects.get(slug="example-coder")
    assert (row.vendor, row.tagline, row.facts.get().superseded_at) == ("Example Labs", RICH["tagline"], None)
    assert row.names.count() == 2
    assert Review.objects.filter(superseded_at=None).count() == 2
    assert Edition.objects.get().demo
    matchup = Matchup.objects.get()
    assert (matchup.headline, matchup.featured) == ("One.", True)


def test_a_check_of_the_same_value_survives_a_file_that_does_not_mention_it(load):
    make_tool("one")
    record_fact(
        Tool.objects.get(), "pricing", "Free", source="https://e.com", checked_on=NOW.date(), outcome="confirmed"
    )
    said = {"attribute": "pricing", "value": "Free", "source": "https://e.com"}
    assert load({"format": "versed-catalog/1", "tools": [{"slug": "one", "facts": [said]}]}) == {}


def test_an_import_meets_what_editors_wrote(load):
    llama, mistral = make_pair()
    data = {"format": "versed-catalog/1", "tools": [{"slug": llama.slug, "reviews": [REVIEW]}],
            "matchups": [{"tools": [mistral.slug, llama.slug], "featured": True}]}  # fmt: skip
    counts = load(data, now=LATER)
    assert counts == {("tools", "changed"): 1, ("reviews", "superseded"): 1, ("matchups", "added"): 1}
    assert Standing.objects.wrong() == []


def test_a_renamed_category_or_attribute_renews_the_tools_that_show_it(load):
    load(catalogue(tool("one", facts=[{"attribute": "context-window", "value": 5}]), tool("two", category="voice")))
    before = dict(Tool.objects.values_list("slug", "version"))
    load(catalogue(attributes=[WINDOW | {"label": "Window"}]))
    after = dict(Tool.objects.values_list("slug", "version"))
    assert (before["one"] != after["one"], before["two"] != after["two"]) == (True, False)
    load(catalogue(attributes=[], categories=[{"slug": "voice", "name": "Speech"}]))
    assert Tool.objects.get(slug="two").version != after["two"]
    assert Tool.objects.get(slug="one").version == after["one"]


def test_new_attributes_stand_in_the_order_of_the_file_behind_the_others(load):
    load(catalogue(attributes=[WINDOW | {"key": "zeta"}, WINDOW | {"key": "alpha"}]))
    load(catalogue(attributes=[WINDOW | {"key": "beta"}, WINDOW | {"key": "alpha", "label": "A"}]))
    assert list(Attribute.objects.order_by("position").values_list("key", flat=True))[-3:] == ["zeta", "alpha", "beta"]


def test_sections_may_stand_in_any_order(load):
    data = catalogue(RICH, tool("other"), matchups=[{"tools": ["other", "excoder"]}])
    assert ("matchups", "added") in load(dict(reversed(data.items())))


def test_a_dry_run_says_what_would_change_and_writes_nothing(load):
    counts = load(catalogue(RICH), dry_run=True)
    assert not Tool.objects.exists() and not Edition.objects.exists()
    assert load(catalogue(RICH)) == counts


def test_the_number_of_statements_does_not_grow_with_a_batch(load):
    def many(start: int, number: int) -> dict[str, Any]:
        return catalogue(*(tool(f"t{n}", facts=[FACT], reviews=[REVIEW]) for n in range(start, start + number)))

    load(many(0, 1))
    with assert_queries(60):
        load(many(1, 200))
    with assert_queries(60):
        data = many(0, 201)
        for raw in data["tools"]:
            raw |= {"vendor": "Other", "facts": [FACT | {"value": "$1"}]}
        load(data)


def test_logos_arrive_once_and_stay(load, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "x.png").write_bytes(picture())
    data = catalogue(tool("one", logo="logos/x.png"))
    load(data)
    name = Tool.objects.get().logo
    assert all(path.exists() for path in logos.paths(name))
    assert load(data) == {}
    (tmp_path / "own.webp").write_bytes(logos.paths(name)[1].read_bytes())
    assert load({"format": "versed-catalog/1", "tools": [{"slug": "one", "logo": "own.webp"}]}) == {}
    (tmp_path / "logos" / "x.png").write_bytes(picture("blue"))
    assert load(data) == {("tools", "changed"): 1}
    assert Tool.objects.get().logo not in {"", name}
    assert load({"format": "versed-catalog/1", "tools": [{"slug": "one", "logo": None}]}) == {("tools", "changed"): 1}
    assert Tool.objects.get().logo == ""


def one_matchup(**fields: Any) -> dict[str, Any]:
    return {"tools": ["one", "two"], "headline": "Close.", "bottom_line": "Either."} | fields


BASIS = {
    "on": "2026-10-01", "leader": "two", "band": "Edge", "lead": 9, "tops": {"builder": ["two"]},
    "points": {"one": 84, "two": 93},
}  # fmt: skip


def test_words_rest_on_the_basis_of_the_file_or_on_the_day_of_the_import(load):
    tools = [tool(slug, reviews=[REVIEW | {"score": score}]) for slug, score in (("one", 84), ("two", 70))]
    load(catalogue(*tools, matchups=[one_matchup(basis=BASIS)]))
    pks = dict(Tool.objects.values_list("slug", "pk"))
    stored = Matchup.objects.get()
    assert stored.headline_basis == stored.bottom_line_basis
    assert (stored.headline_basis["on"], stored.headline_basis["leader"]) == ("2026-10-01", str(pks["two"]))
    assert stored.headline_basis["points"] == {str(pks["one"]): 84, str(pks["two"]): 93}
    assert load(catalogue(matchups=[one_matchup()])) == {}
    load(catalogue(matchups=[one_matchup(bottom_line="Neither.")]))
    stored.refresh_from_db()
    assert stored.headline_basis["on"] == "2026-10-01"
    assert (stored.bottom_line_basis["on"], stored.bottom_line_basis["lead"]) == ("2026-11-23", 14)


def test_a_basis_names_tools_of_its_matchup_by_any_of_their_names(load):
    tools = [tool("one", aliases=["uno"]), tool("two"), tool("six")]
    known = BASIS | {"leader": "uno", "tops": {"builder": ["uno"]}, "points": {"uno": 9, "two": 8}}
    load(catalogue(*tools, matchups=[one_matchup(tools=["uno", "two"], basis=known)]))
    assert Matchup.objects.get().headline_basis["leader"] == str(Tool.objects.get(slug="one").pk)
    assert load.refuse(catalogue(matchups=[one_matchup(basis=BASIS | {"leader": "six"})])) == [
        'matchups[0].basis: expected only tools of this matchup, got "six"'
    ]
