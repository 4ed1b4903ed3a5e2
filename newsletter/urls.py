from django.urls import path, re_path

from newsletter.views import consent, pages, preferences, reports
from newsletter.views.private import by_token, get_or_post
from votes.endpoints import by_method

app_name = "newsletter"
TOKEN = r"(?P<token>[0-9a-z-]{1,80})$"
urlpatterns = [
    path("newsletter", by_method(get=pages.archive, post=pages.sign_up), name="archive"),
    path("newsletter/asked", consent.asked, name="asked"),
    re_path(r"^newsletter/(?P<week>\d{4}-w\d{2})$", pages.issue, name="issue"),
    re_path(r"^og/newsletter/(?P<week>\d{4}-w\d{2})\.png$", pages.picture, name="issue-picture"),
    path("feeds/newsletter.atom", pages.feed, name="feed"),
    re_path(
        rf"^newsletter/confirm/{TOKEN}", get_or_post(get=consent.show_confirm, post=consent.confirm), name="confirm"
    ),
    re_path(
        rf"^newsletter/unsubscribe/{TOKEN}", get_or_post(get=consent.show_leave, post=consent.leave), name="unsubscribe"
    ),
    re_path(
        rf"^newsletter/preferences/{TOKEN}",
        get_or_post(get=preferences.show_preferences, post=preferences.change),
        name="preferences",
    ),
    re_path(r"^newsletter/preferences/(?P<token>[0-9a-z-]{1,80})/data$", preferences.data, name="download"),
    re_path(
        rf"^newsletter/address/{TOKEN}",
        get_or_post(get=preferences.show_move, post=preferences.confirm_move),
        name="address",
    ),
    re_path(r"^newsletter/reports/(?P<provider>[a-z-]{2,20})$", by_token(reports.take), name="reports"),
]
