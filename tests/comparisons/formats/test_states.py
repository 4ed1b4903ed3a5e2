"""What every form of a comparison says is over one set of reviewers, and no form of anything names a winner, a leader or a
recommendation that was discontinued."""

import json
import re
from html import unescape
from unittest import mock

import pytest
from django.db import transaction
from lxml import html as lxml_html

from newsletter.issues import workflow
from newsletter.mail import rendering
from tests.build import NOW
from tests.comparisons.conftest import ORIGIN
from tests.comparisons.formats import sayings
from tests.comparisons.formats.states import GONE, GONE_WORDS, HOLDS, SAID, SCORES, fill, texts
from tests.comparisons.formats.test_parity import call

NAMES = {slug: slug.replace("-", " ").title() for slug in SCORES}
GONE_NAMES = [NAMES[slug] for slug in GONE]
OTHERS = {"100", "200", "300", "400"}
QUERIES = ("", "?w=builder:3,founder:0", "?diff=1")


@pytest.fixture(scope="module")
def states(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), mock.patch("django.utils.timezone.now", lambda: NOW), transaction.atomic():
        fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def time(states, db, clock):
    return clock


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words_in(html):
    """The words of a page, without what stands on every one and without the way to other comparisons."""
    page = lxml_html.fromstring(html)
    for part in page.cssselect("script, .post, footer, [aria-labelledby=rel-h]"):
        part.drop_tree()
    return sayings.tidy(page.text_content())


def forms_of(client, text):
    """{form: its words} of a comparison: all that a reader or a program can ask for."""
    answer = client.get(f"/compare/{text}.json").json()
    page = read(client, f"/compare/{text}")
    forms = {f"page {query}": words_in(read(client, f"/compare/{text}{query}")) for query in QUERIES}
    forms |= {f"md {query}": read(client, f"/compare/{text}.md{query}") for query in QUERIES[:2]}
    forms |= {f"record {query}": read(client, f"/compare/{text}/decision.md{query}") for query in QUERIES[:2]}
    forms["card"] = words_in(read(client, f"/embed/{text}"))
    forms["picture"] = unescape(re.search(r'og:image:alt" content="(.*?)"', page)[1])
    forms["description"] = unescape(re.search(r'name="description" content="(.*?)"', page)[1])
    forms["title"] = unescape(re.search(r"<title>(.*?)</title>", page)[1])
    forms["json"] = " ".join([answer["headline"], answer["result"]["summary"], answer["result"]["which"]["detail"]])
    return answer, page, forms


def judged_by_hand(text):
    """(personas that count, those of two that can be chosen): from the scores alone."""
    slugs = text.split("-vs-")
    living = [slug for slug in slugs if slug not in GONE]
    counting = living if len(living) > 1 else slugs
    common = [place for place in range(4) if all(SCORES[slug][place] is not None for slug in counting)]
    return slugs, living, common


@pytest.mark.parametrize("text", texts())
def test_every_number_is_over_the_reviewers_that_all_have(client, text):
    slugs, living, common = judged_by_hand(text)
    answer, page, forms = forms_of(client, text)
    result = answer["result"]
    totals = {slug: total_of(slug, common) for slug in slugs} if common else None
    assert result["totals"] == totals
    assert result["out_of"] == (100 * len(common) if common else None)
    assert client.get(f"/api/v1/compare/{text}").json() == answer == call("compare_tools", slugs=slugs)
    assert corners_in(page) == [None if totals is None else totals[slug] for slug in slugs]
    wrong = OTHERS - {str(result["out_of"])}
    for form, words in forms.items():
        said = set(re.findall(r"(?<!out )(?<!mean )of (100|200|300|400)\b(?!; )", words.split("## Sources")[0]))
        assert not said & wrong, (form, said)
    over = f"over the {len(common)} reviewers" if len(common) > 1 else "over the one reviewer"
    for form in ("page ", "picture", "card"):
        assert (over in forms[form].lower()) == (0 < len(common) < 4), form
    if 0 < len(common) < 4 and len(living) > 1:
        assert "Counted: " in forms["md "]
    percents = (
        {100 * sum(SCORES[slug][place] >= 50 for place in common) // len(common) for slug in living}
        if common
        else set()
    )
    assert {int(said) for said in re.findall(r"(\d+)% panel ship", forms["page "])} <= {
        round_half_up(p) for p in percents
    } | {33, 67}
    known = len(common) == 4
    for form, words in forms.items():
        assert known or not re.search(r"Nobody disagrees(?! so far)|Unanimous|Nobody on the panel objects", words), form
    assert known or result["unanimous"] is False


def round_half_up(number):
    return int(number + 0.5)


def total_of(slug, common):
    scores = [SCORES[slug][place] for place in common]
    return None if None in scores else sum(scores)


def corners_in(page):
    found = []
    for corner in lxml_html.fromstring(page).cssselect(".bout article .corner__pts"):
        for part in corner.cssselect(".corner__win, .corner__of"):
            part.drop_tree()
        words = sayings.tidy(corner.text_content())
        found.append(int(words) if words.isdigit() else None)
    return found


@pytest.mark.parametrize("text", [text for text in texts() if "gone" in text])
def test_no_form_of_a_comparison_names_a_winner_that_was_discontinued(client, text):
    slugs, living, _ = judged_by_hand(text)
    gone = [slug for slug in slugs if slug in GONE]
    answer, page, forms = forms_of(client, text)
    weighed = client.get(f"/compare/{text}.json?w=founder:3").json()
    firsts = [answer["result"]["leader"], answer["result"]["winner"]]
    firsts += [card["winner"] for card in answer["result"]["cards"]]
    for found in (weighed["weighted"], weighed["weighted"] and weighed["weighted"]["flip"]):
        firsts += [found["leader"]] if found else []
    firsts += [slug for row in answer["table"] for slug, cell in row["cells"].items() if cell["leads"]]
    assert not set(firsts) & set(gone)
    assert answer["result"]["discontinued"] == gone
    for form, words in forms.items():
        for name in (NAMES[slug] for slug in gone):
            assert not re.search(
                rf"{name} (by \d|leads|ships)|Which one:? {name}|(for|takes|weights:) {name}\b", words
            ), form
        if form != "title":
            assert SAID in words, form
        if len(living) < 2:
            assert "no verdict" in words.lower(), form
    marks = lxml_html.fromstring(page)
    for place, slug in enumerate(slugs):
        corner = marks.cssselect(".bout article")[place]
        if slug in gone:
            assert not corner.cssselect(".corner__win, .call")
            assert "Discontinued on 3 May 2026" in corner.text_content()
    parts = ".ring .won", "#table .lead", "#cards .lead", ".tape__res .who"
    assert len(living) > 1 or not marks.cssselect(", ".join(parts))


@pytest.mark.parametrize("address", ["/", "/compare", "/llms.txt", "/search/suggest?with=full"])
def test_nothing_that_was_discontinued_is_offered(client, address):
    words = read(client, address)
    for name in GONE_NAMES:
        assert name not in words, address


def test_the_sitemap_leads_to_the_pages_of_what_ended_and_to_none_of_its_comparisons(client):
    found = "".join(
        b"".join(client.get(address.removeprefix(ORIGIN)).streaming_content).decode()
        for address in re.findall("<loc>(.*?)</loc>", read(client, "/sitemap.xml"))
    )
    assert all(f"{ORIGIN}/tools/{slug}<" in found for slug in GONE)
    assert "/compare/full-vs-full-low<" in found
    assert not [path for path in re.findall("/compare/([^<]*)<", found) if "gone" in path]


@pytest.mark.parametrize("address", ["/tools", "/categories/states", "/tools?sort=community", "/tools?sort=split"])
def test_what_was_discontinued_stands_last_without_a_rank(client, address):
    page = lxml_html.fromstring(read(client, address))
    rows = [
        (sayings.text_in(row, ".entry__t"), sayings.text_in(row, ".league__r")) for row in page.cssselect(".league li")
    ]
    assert {name for name, _ in rows[-2:]} == set(GONE_NAMES)
    assert [rank for _, rank in rows] == [*map(str, range(1, len(rows) - 1)), *["not ranked–"] * 2]
    things = sayings.things_in(read(client, address))["ItemList"]["itemListElement"]
    assert not {item["name"] for item in things} & set(GONE_NAMES)
    listed = [tool["slug"] for tool in client.get("/api/v1/tools").json()["tools"]]
    assert set(listed[-2:]) == set(GONE)


def test_pages_of_a_list_end_with_what_was_discontinued(client, monkeypatch):
    monkeypatch.setattr("comparisons.search.listing.PAGE_SIZE", 2)
    for sort in ("points", "community", "split", "new", "name"):
        found, address = [], f"/api/v1/tools?sort={sort}"
        while address:
            answer = client.get(address).json()
            found += [tool["slug"] for tool in answer["tools"]]
            address = answer["next"]
        assert sorted(found) == sorted(SCORES)
        assert sort in {"new", "name"} or set(found[-2:]) == set(GONE)


def test_a_rank_counts_those_that_can_be_chosen(client):
    def rank(slug):
        return re.search(r"<dt>Rank in States</dt><dd>(.*?)</dd>", read(client, f"/tools/{slug}"))

    assert rank("winner-gone") is None
    assert [rank(slug)[1] for slug in ("full", "full-near", "full-low")] == ["1 of 3", "2 of 3", "3 of 3"]


@pytest.mark.parametrize("slug", GONE)
def test_no_form_of_a_discontinued_tool_recommends_it(client, slug):
    page = read(client, f"/tools/{slug}")
    thing = sayings.things_in(page)["SoftwareApplication"]
    assert "offers" not in thing
    assert "offers" in sayings.things_in(read(client, "/tools/full"))["SoftwareApplication"]
    assert "Discontinued on 3 May 2026" in unescape(re.search(r'og:image:alt" content="(.*?)"', page)[1])
    assert "Discontinued on 3 May 2026" in unescape(re.search(r'name="description" content="(.*?)"', page)[1])
    assert f"{NAMES[slug]}: discontinued on 3 May 2026 |" in page
    assert not lxml_html.fromstring(page).cssselect(".call--xl, .recline")
    assert "Ship it if" not in page
    assert f"on {NAMES[slug]}: Discontinued on 3 May 2026" in read(client, f"/badges/{slug}.svg")
    others = words_in(read(client, f"/tools/{slug}/alternatives"))
    assert f"{NAMES[slug]} {SAID}" in others
    assert "Winner Gone" not in words_in(read(client, "/tools/full/alternatives"))
    assert "Winner Gone" not in words_in(read(client, "/tools/full")).split("Record")[-1]


def test_an_issue_recommends_nothing_that_was_discontinued(client):
    issue, _ = workflow.draft("2026-w48", NOW)
    html, text = rendering.both(issue)
    for name in GONE_NAMES:
        assert name not in html
        assert name not in text
    assert json.dumps(issue.content).count("of 400") > 0


def words_of(slugs):
    headline, line = GONE_WORDS[slugs]
    return headline.replace("*", ""), line.replace("*", ""), f"{headline[1:5]} loses 30"


@pytest.mark.parametrize("slugs", GONE_WORDS)
def test_words_whose_basis_is_gone_stand_in_no_form(client, slugs):
    answer, page, forms = forms_of(client, "-vs-".join(sorted(slugs)))
    assert answer["editor"] is None
    feeds = [read(client, address) for address in ("/", "/compare", "/llms.txt", "/changes")]
    for said in words_of(slugs):
        for form, words in {**forms, "data": json.dumps(answer), "html": page, "others": " ".join(feeds)}.items():
            assert said not in words, form


def test_words_that_hold_stand_in_every_form_but_on_a_past_day(client):
    text = "full-vs-full-low"
    answer, _, forms = forms_of(client, text)
    assert (answer["editor"]["headline"], answer["editor"]["bottom_line"]) == HOLDS
    assert answer["headline"] == HOLDS[0]
    for form in ("page ", "md "):
        assert HOLDS[0] in forms[form]
        assert HOLDS[1] in forms[form]
    assert "Full holds." in forms["card"]
    day = "?as_of=2026-11-20"
    past = client.get(f"/compare/{text}.json{day}").json()
    assert past["editor"] is None
    assert past["headline"] == "Full by 113. The Skeptic objects."
    for form in (f"/compare/{text}{day}", f"/compare/{text}.md{day}"):
        assert not [words for words in HOLDS if words in words_in(read(client, form))]


def test_a_mail_says_what_the_page_says(client):
    issue, _ = workflow.draft("2026-w48", NOW)
    main = issue.content["main"]
    assert main["path"] == "/compare/full-vs-full-near"  # featured, of the week, and both can be chosen
    assert main["headline"].replace("*", "") == client.get(f"{main['path']}.json").json()["headline"]
    html, text = rendering.both(issue)
    for words in (*GONE_WORDS[("full", "full-near")], *GONE_WORDS[("full", "three")]):
        assert words.replace("*", "") not in html.replace("*", "")
        assert words.replace("*", "") not in text
