from django.urls import path, re_path

from comparisons.views import compare, house, reviewers, tools

app_name = "comparisons"
urlpatterns = [
    path("", house.home, name="home"),
    path("compare", compare.picker, name="picker"),
    re_path(r"^compare/(?P<text>[^/]+)$", compare.matchup, name="matchup"),
    path("tools", tools.index, name="tools"),
    re_path(r"^tools/(?P<slug>[^/]+)$", tools.tool, name="tool"),
    re_path(r"^tools/(?P<slug>[^/]+)/history$", tools.history, name="history"),
    path("categories", tools.categories, name="categories"),
    re_path(r"^categories/(?P<slug>[^/]+)$", tools.category, name="category"),
    path("reviewers", reviewers.index, name="reviewers"),
    re_path(r"^reviewers/(?P<key>[^/]+)$", reviewers.reviewer, name="reviewer"),
    path("methodology", house.methodology, name="methodology"),
    *(path(page, house.text, {"page": page}, name=page) for page in ("about", "contact", "terms", "accessibility")),
]
