from django.conf import settings
from django.urls import path, re_path

from comparisons.views import (
    api,
    ballot,
    changes,
    compare,
    crawlers,
    dev,
    dump,
    house,
    machines,
    mcp,
    me,
    pictures,
    reviewers,
    saved,
    sharing,
    tools,
)
from votes.endpoints import by_method

app_name = "comparisons"
SCOPE = r"(?P<kind>tools|categories|compare)/(?P<name>[^/\0]+)"
# For programs. They come first: a name of a tool or a matchup has no dot.
for_machines = [
    re_path(r"^compare/(?P<text>[^/\0]+)\.(?P<kind>json|md)$", machines.matchup, name="matchup-data"),
    re_path(r"^tools/(?P<slug>[^/\0]+)\.(?P<kind>json|md)$", machines.tool, name="tool-data"),
    re_path(r"^og/compare/(?P<text>[^/\0]+)\.png$", pictures.compare, name="compare-picture"),
    re_path(r"^og/tools/(?P<slug>[^/\0]+)\.png$", pictures.tool, name="tool-picture"),
    re_path(r"^og/tools/(?P<slug>[^/\0]+)/alternatives\.png$", pictures.alternatives, name="alternatives-picture"),
    re_path(r"^og/categories/(?P<slug>[^/\0]+)\.png$", pictures.category, name="category-picture"),
    re_path(r"^og/reviewers/(?P<key>[^/\0]+)\.png$", pictures.reviewer, name="reviewer-picture"),
    re_path(r"^og/pages/(?P<name>[^/\0]+)\.png$", pictures.page, name="page-picture"),
    re_path(r"^badges/(?P<slug>[^/\0]+)\.svg$", pictures.badge, name="badge"),
    re_path(r"^embed/(?P<text>[^/\0]+)$", pictures.embed, name="embed"),
    path("oembed", pictures.oembed, name="oembed"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    re_path(
        r"^sitemaps/(?P<kind>pages|tools|matchups|curated)-(?P<number>0|[1-9][0-9]{0,8})\.xml$",
        crawlers.sitemap_part,
        name="sitemap-part",
    ),
    path("llms.txt", crawlers.llms, name="llms"),
    path("mcp", mcp.endpoint, name="mcp"),
    path("data", dump.page, name="data"),
    re_path(r"^data/(?P<name>tools\.jsonl\.gz|sha256sums|schema\.json)$", dump.file, name="data-file"),
    path("api", api.guide, name="api"),
    path("api/v1/openapi.json", api.openapi, name="api-document"),
    path("api/v1/tools", api.tools, name="api-tools"),
    re_path(r"^api/v1/tools/(?P<slug>[^/\0]+)$", api.tool, name="api-tool"),
    re_path(r"^api/v1/compare/(?P<text>[^/\0]+)$", api.compare, name="api-compare"),
    path("api/v1/search", api.find, name="api-search"),
    path("api/v1/changes", api.changes, name="api-changes"),
    path("api/v1/reviews", api.reviews, name="api-reviews"),
    path("api/v1/categories", api.categories, name="api-categories"),
    re_path(r"^api/v1(?:/[\s\S]*)?\Z", api.nothing, name="api-nothing"),
]
# No NUL in a name: PostgreSQL takes none in a text.
urlpatterns = [
    re_path(r"^compare/(?P<text>[a-z0-9-]+)\Z", compare.matchup, name="matchup"),  # what is asked most, before all
    *for_machines,
    path("", house.home, name="home"),
    path("compare", compare.picker, name="picker"),
    re_path(r"^compare/(?P<text>[^/\0]+)$", compare.matchup, name="matchup"),
    re_path(r"^compare/(?P<text>[^/\0]+)/decision\.md$", compare.decision_record, name="decision"),
    re_path(r"^compare/(?P<text>[^/\0]+)/embed$", sharing.card, name="card"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/badge$", sharing.badge, name="tool-badge"),
    path("tools", tools.index, name="tools"),
    re_path(r"^tools/(?P<slug>[^/\0]+)$", tools.tool, name="tool"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/alternatives$", tools.alternatives_of, name="alternatives"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/history$", tools.history, name="history"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/vote$", by_method(get=ballot.ballot, post=ballot.cast_vote), name="vote"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/bookmark$", by_method(get=ballot.bookmark, post=ballot.save), name="bookmark"),
    re_path(
        r"^compare/(?P<text>[^/\0]+)/bookmark$", by_method(get=ballot.bookmark, post=ballot.save), name="save-matchup"
    ),
    path("bookmarks", by_method(get=saved.bookmarks, post=saved.clear), name="bookmarks"),
    re_path(r"^bookmarks\.(?P<kind>json|csv|html)$", saved.export, name="export-bookmarks"),
    path("bookmarks/import", saved.take, name="import-bookmarks"),
    path("bookmarks/undo", saved.undo, name="undo-bookmarks"),
    path("bookmarks/link", saved.open_link, name="open-link"),
    path("bookmarks/link/revoke", saved.revoke_link, name="revoke-link"),
    re_path(
        r"^bookmarks/shared/(?P<token>[0-9a-f]{40})$",
        by_method(get=saved.shared, post=saved.adopt_shared),
        name="shared-bookmarks",
    ),
    path("me", me.everything, name="me"),
    path("me/state", me.state, name="state"),
    path("me/bookmarks", me.drawer, name="drawer"),
    path("me/delete", me.erase, name="erase"),
    path("privacy", house.privacy, name="privacy"),
    path("search/suggest", tools.suggest, name="suggest"),
    path("changes", changes.page, name="changes"),
    re_path(rf"^changes/{SCOPE}$", changes.page, name="changes-of"),
    re_path(r"^feeds/changes\.(?P<form>atom|json)$", changes.as_feed, name="feed"),
    re_path(rf"^feeds/changes/{SCOPE}\.(?P<form>atom|json)$", changes.as_feed, name="feed-of"),
    path("categories", tools.categories, name="categories"),
    re_path(r"^categories/(?P<slug>[^/\0]+)$", tools.category, name="category"),
    path("reviewers", reviewers.index, name="reviewers"),
    re_path(r"^reviewers/(?P<key>[^/\0]+)$", reviewers.reviewer, name="reviewer"),
    path("methodology", house.methodology, name="methodology"),
    *(path(page, house.text, {"page": page}, name=page) for page in ("about", "terms", "accessibility")),
    path("contact", house.contact, name="contact"),
]
if settings.DEBUG:
    urlpatterns.append(path("dev/components", dev.components_page, name="components"))
