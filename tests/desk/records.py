"""A record for every page of the desk, so that tests can be derived from what is registered."""

from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from comparisons.models import HouseText
from comparisons.visitor import ballots
from newsletter.models import Delivery, Outgoing, Suppression
from newsletter.subscribers import sign_up
from tests.build import NOW, curate, make_attribute, make_category, make_pair, vote
from tests.newsletter.build import make_issue, make_news, subscribe
from votes.models import Bucket, Tally, Voiding

DESKS = {str(model._meta.label_lower): desk for model, desk in admin.site._registry.items()}


def make_user():
    user = User.objects.create_user("maya", email="maya@example.com", first_name="Maya", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="Writers")[0])
    user.user_permissions.add(Permission.objects.get(codename="change_tool"))
    return user


def make_group():
    group, _ = Group.objects.get_or_create(name="Checkers")
    group.permissions.add(Permission.objects.get(codename="view_tool"))
    return group


def make_draft():
    make_news()
    return make_issue(approved=False)


def make_matchup():
    events = [{"event": "Prices halve", "consequence": "We look again."}]
    return curate(make_pair(), headline="Even. *Look.*", featured=True, would_change=events)


def make_text():
    text = HouseText(page="about", body="Our words.")
    text.full_clean(exclude=["body_html"])
    text.save()
    return text


def make_tally():
    tool, _ = make_pair()
    vote(tool)
    return Tally.objects.get(tool=tool)


def make_bucket():
    return Bucket.objects.create(day=timezone.localdate(NOW), digest="f" * 32)


def make_voiding():
    bucket = make_bucket()
    ballots.void(bucket, by=make_user(), because="A farm.", now=NOW)
    return Voiding.objects.get()


def make_delivery():
    issue, reader = make_draft(), subscribe("reader@example.com")
    return Delivery.objects.create(
        issue=issue, subscriber=reader, address=reader.address, message_id="<1@example.com>", next_at=NOW
    )


MAKERS = {
    "auth.user": make_user,
    "auth.group": make_group,
    "tools.category": lambda: make_category(),
    "tools.attribute": lambda: make_attribute("offline", "number", unit="hours", better="higher"),
    "tools.tool": lambda: make_pair()[0],
    "comparisons.matchup": make_matchup,
    "comparisons.housetext": make_text,
    "votes.tally": make_tally,
    "votes.bucket": make_bucket,
    "votes.voiding": make_voiding,
    "newsletter.issue": make_draft,
    "newsletter.subscriber": lambda: subscribe("reader@example.com"),
    "newsletter.suppression": lambda: Suppression.objects.create(key="gone@example.com", reason="bounce", made_at=NOW),
    "newsletter.delivery": make_delivery,
    "newsletter.outgoing": lambda: sign_up.put(Outgoing.Kind.SIGN_UP, "new@example.com", NOW),
}
# Pages that only show: what they hold is written by visitors and by processes.
SHOWN_ONLY = {
    "votes.tally", "votes.bucket", "votes.voiding",
    "newsletter.suppression", "newsletter.delivery", "newsletter.outgoing",
}  # fmt: skip
EDITED = sorted(DESKS.keys() - SHOWN_ONLY)


def list_of(label):
    return f"/admin/{label.replace('.', '/')}/"


def change_of(label, record):
    return f"{list_of(label)}{record.pk}/change/"


def stored(record):
    """Every column of a record, and what it is related to by a field of its own."""
    model = type(record)
    row = model._base_manager.filter(pk=record.pk).values().get()
    many = {
        field.name: sorted(getattr(model._base_manager.get(pk=record.pk), field.name).values_list("pk", flat=True))
        for field in model._meta.many_to_many
    }
    return row | many
