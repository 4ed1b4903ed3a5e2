"""Django's own pages of users and groups, with the ways of the desk."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from tools.desk.base import Desk

admin.site.unregister([User, Group])


@admin.register(User)
class PersonAdmin(Desk, UserAdmin):  # type: ignore[type-arg]
    """Who may work here, and what they may do."""

    add_form_template = "admin/desk/add_user.html"


@admin.register(Group)
class RoleAdmin(Desk, GroupAdmin):
    """Rights that people share."""
