"""The badge for a vendor's own site: an SVG that says the call, and by itself says when it is out of date. Pure enough
to need no request: the day is given."""

from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

from comparisons.pictures.canvas import INK, WHITE
from comparisons.pictures.fonts import TEXT
from comparisons.pictures.lines import width
from comparisons.verdict.ended import ended_line
from comparisons.verdict.profile import Profile
from reviews.personas import MAX_POINTS
from tools.states import State
from tools.values import say_date

STALE = "#5f6675"
EDGE = "#747b8a"  # seen on light and on dark pages
SIZE, HEIGHT, PAD = 13, 28, 10


@dataclass(frozen=True, slots=True)
class Badge:
    """`says` is the call and the points; `stale` is why it is grey, empty while it is not."""

    name: str
    says: str
    stale: str
    site: str

    @property
    def words(self) -> str:
        """The badge for those who do not see it."""
        why = f" ({self.stale})" if self.stale and self.stale not in self.says.lower() else ""
        return f"{self.site} on {self.name}: {self.says}{why}"


def badge_of(profile: Profile, site: str, today: date) -> Badge:
    panel = profile.panel
    says = panel.call.value if panel.points is None else f"{panel.call.value} · {panel.points} of {MAX_POINTS}"
    stale = why_stale(profile, today)
    if profile.discontinued:
        return Badge(profile.name, ended_line(profile), stale, site)
    return Badge(profile.name, f"{says} · stale" if stale else says, stale, site)


def draw_badge(badge: Badge) -> str:
    """The SVG. Texts are given the width that they have in our own font, whatever the reader's machine has."""
    left, right = (round(width(text, TEXT, SIZE)) for text in (badge.site, badge.says))
    seam = left + 2 * PAD
    wide = seam + right + 2 * PAD
    ink = STALE if badge.stale else INK
    font = f'font-family="Archivo,Arial,Helvetica,sans-serif" font-size="{SIZE}" font-weight="700"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{HEIGHT}" viewBox="0 0 {wide} {HEIGHT}" '
        f'role="img" aria-label={quoteattr(badge.words)}><title>{escape(badge.words)}</title>'
        f'<rect x="1" y="1" width="{wide - 2}" height="{HEIGHT - 2}" fill="{WHITE}" stroke="{ink}" stroke-width="2"/>'
        f'<rect width="{seam}" height="{HEIGHT}" fill="{ink}"/>'
        f'<rect x=".5" y=".5" width="{wide - 1}" height="{HEIGHT - 1}" fill="none" stroke="{EDGE}"/><g {font}>'
        f'<text x="{PAD}" y="19" fill="{WHITE}" textLength="{left}">{escape(badge.site)}</text>'
        f'<text x="{seam + PAD}" y="19" fill="{ink}" textLength="{right}">{escape(badge.says)}</text></g></svg>'
    )


FRESH_FOR = timedelta(days=180)


# Facts that every tool has, and that a verdict leans on.
KEY_FACTS = ("pricing", "entry-price", "licence")


OUTDATED = {State.STALE, State.CONTRADICTED}


def why_stale(profile: Profile, today: date) -> str:
    """Why a verdict is out of date: no product any more, no review for FRESH_FOR, or a key fact that somebody once
    checked and that nobody vouches for now. Empty while it is not. What was never checked cannot have grown old."""
    if profile.discontinued:
        return "discontinued"
    reviewed_on = profile.panel.reviewed_on
    if reviewed_on is not None and today - reviewed_on > FRESH_FOR:
        return f"last reviewed {say_date(reviewed_on)}"
    facts = [profile.facts[key] for key in KEY_FACTS if key in profile.facts]
    return next((f"{fact.label.lower()} {fact.state.value}" for fact in facts if fact.state in OUTDATED), "")
