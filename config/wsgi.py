"""The WSGI entry point that the server imports."""

import os

from django.core.wsgi import get_wsgi_application

from config.bodies import readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = readable(get_wsgi_application())
