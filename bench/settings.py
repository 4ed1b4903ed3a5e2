"""The site's settings with the addresses of the measurement."""

from config.settings import *  # noqa: F403 (a settings module is the sum of another and its own lines)

ROOT_URLCONF = "bench.urls"
