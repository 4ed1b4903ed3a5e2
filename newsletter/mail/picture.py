"""The picture that a shared link to an issue shows."""

from django.conf import settings

from comparisons.pictures.subjects import Sheet
from newsletter.mail.rendering import context_of
from newsletter.models import Issue

ROWS = 3


def sheet_of(issue: Issue) -> Sheet:
    """The subject, the main event with its points, and the first of what is new."""
    context = context_of(issue)
    main = context["main"]
    rows = [(side["name"], str(side["points"])) for side in main["sides"]] if main else []
    rows += [(item["title"], "") for _, items in context["groups"] for item in items]
    over = f"Weekly AI Tool Verdicts, No. {issue.number}"
    return Sheet(over, issue.subject, tuple(rows[:ROWS]), issue.preheader, settings.SITE_NAME)
