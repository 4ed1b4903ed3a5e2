from django.urls import re_path

from tools import views

app_name = "tools"
urlpatterns = [
    re_path(r"^media/logos/(?P<name>[0-9a-f]{32})-(?P<side>88|176)\.webp\Z", views.logo, name="logo"),
]
