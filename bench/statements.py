"""How many statements a page costs when nothing of it is kept."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comparisons.cache import forget_all
from tools.models import Tool


def report() -> None:
    slugs = sorted(Tool.objects.exclude(published_at=None).values_list("slug", flat=True)[:400])
    print(f"Statements of a compare page with cold memory, {Tool.objects.count():,} tools in the catalogue")
    for count in (2, 3, 4):
        path = "/compare/" + "-vs-".join(slugs[10 * count : 10 * count + count])
        forget_all()
        with CaptureQueriesContext(connection) as cold:
            answer = Client(headers={"host": "localhost"}).get(path)
        with CaptureQueriesContext(connection) as warm:
            Client(headers={"host": "localhost"}).get(path)
        print(f"  {count} tools: {len(cold)} cold, {len(warm)} the same page again ({answer.status_code})")
