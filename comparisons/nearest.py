"""The tools that a mistyped address probably meant."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from django.db.models import Q

from comparisons.moments import Moment
from comparisons.profile import Profile
from comparisons.reading import heads_named, profiles_of
from tools.models import Alias
from tools.slugs import JOINT, slug_from

NEAR_ENOUGH = 0.55
POOL = 300


def nearest(text: str, moment: Moment) -> list[list[Profile]]:
    """For each tool that `text` seems to name, the public tools with the likest names, best first."""
    wanted = [part for part in (slug_from(part) for part in text[:300].lower().split(JOINT)) if part][:4]
    names = list(pool(wanted, moment))
    heads = heads_named({name for part in wanted for name in likest(part, names)}, moment)
    found = []
    for part in wanted:
        near = {heads[name][0].slug: heads[name][0] for name in likest(part, names) if name in heads}
        found.append(profiles_of(list(near.values())[:3], moment))
    return found


def pool(wanted: Sequence[str], moment: Moment) -> list[str]:
    """Names that share a beginning or a longer word with a wanted one: bounded."""
    beginnings = {
        piece[:length]
        for name in wanted
        for piece in [name, *name.split("-")]
        for length in (2, 3)
        if len(piece) >= length
    }
    condition = Q(pk=None)
    for beginning in sorted(beginnings)[:24]:
        condition |= Q(slug__startswith=beginning)
    for word in sorted({word for name in wanted for word in name.split("-") if len(word) > 3})[:4]:
        condition |= Q(slug__contains=f"-{word}")
    public = Alias.objects.filter(condition, tool__published_at__lte=moment.now)
    return list(public.order_by("slug").values_list("slug", flat=True)[:POOL])


def likest(wanted: str, names: Sequence[str]) -> list[str]:
    scored = sorted((-likeness(wanted, name), name) for name in names)
    return [name for score, name in scored[:4] if -score >= NEAR_ENOUGH]


def likeness(one: str, other: str) -> float:
    """From 0 to 1; a name that begins the other counts as very near."""
    if other.startswith(one) or one.startswith(other):
        return 0.9
    if f"-{one}-" in f"-{other}-":
        return 0.8
    return SequenceMatcher(None, one, other).ratio()
