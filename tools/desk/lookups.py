"""Which filters a list of the desk answers: those that it offers, and no other.

Django lets anybody who may see a list filter it by any column of its own, shown or not: with `?secret__startswith=a`
a hidden value is read letter by letter.
"""

from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.http import HttpRequest

# What Django's own filters of a column write behind its name.
SUFFIXES = ("", "__exact", "__isnull", "__isempty", "__gte", "__lt")
PERIODS = ("__year", "__month", "__day")


def offered(desk: Any, request: HttpRequest) -> set[str]:
    """The arguments that the filters and the dates of this list write into its address."""
    found: set[str] = set()
    for one in desk.get_list_filter(request):
        if isinstance(one, type) and issubclass(one, SimpleListFilter):
            found.add(str(one.parameter_name))
        else:
            found |= column(desk.model, one[0] if isinstance(one, (list, tuple)) else one)
    if desk.date_hierarchy:
        found |= {f"{desk.date_hierarchy}{period}" for period in PERIODS}
    return found


def column(model: Any, path: str) -> set[str]:
    """The arguments of a filter by this column; of a relation, by the key at its other end."""
    field = get_fields_from_path(model, path)[-1]
    found = {f"{path}{suffix}" for suffix in SUFFIXES}
    if field.is_relation and field.related_model is not None:
        found.add(f"{path}__{field.related_model._meta.pk.name}__exact")
    return found
