"""Whose answers these are, from the settings."""

from django.conf import settings

from comparisons.formats.answers import Site
from comparisons.moment import Moment


def site_at(moment: Moment) -> Site:
    return Site(settings.SITE_ORIGIN, settings.SITE_NAME, settings.DATA_LICENCE, moment.stamp.demo)
