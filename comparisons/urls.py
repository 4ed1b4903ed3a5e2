from django.urls import path, re_path

from comparisons.views import compare, house, reviewers, tools

app_name = "comparisons"
# No NUL in a name: PostgreSQL takes none in a text.
urlpatterns = [
    path("", house.home, name="home"),
    path("compare", compare.picker, name="picker"),
    re_path(r"^compare/(?P<text>[^/\0]+)$", compare.matchup, name="matchup"),
    path("tools", tools.index, name="tools"),
    re_path(r"^tools/(?P<slug>[^/\0]+)$", tools.tool, name="tool"),
    re_path(r"^tools/(?P<slug>[^/\0]+)/history$", tools.history, name="history"),
    path("categories", tools.categories, name="categories"),
    re_path(r"^categories/(?P<slug>[^/\0]+)$", tools.category, name="category"),
    path("reviewers", reviewers.index, name="reviewers"),
    re_path(r"^reviewers/(?P<key>[^/\0]+)$", reviewers.reviewer, name="reviewer"),
    path("methodology", house.methodology, name="methodology"),
    *(path(page, house.text, {"page": page}, name=page) for page in ("about", "contact", "terms", "accessibility")),
]
