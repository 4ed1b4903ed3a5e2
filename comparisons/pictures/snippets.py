"""What others copy into their own pages: a badge, a card in a frame, a picture that links. Pure."""

from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr


class Snippet(NamedTuple):
    """`label` says where the code goes."""

    label: str
    code: str


def badge_snippets(name: str, slug: str, origin: str, site: str) -> tuple[Snippet, ...]:
    """The words behind the picture leave out the call: they do not change by themselves."""
    page, picture, words = f"{origin}/tools/{slug}", f"{origin}/badges/{slug}.svg", f"{site} on {name}"
    html = f'<a href="{page}"><img src="{picture}" alt={quoteattr(words)} height="28"></a>'
    return Snippet("HTML", html), Snippet("Markdown", linked_picture(words, picture, page))


def card_snippets(names: tuple[str, ...], text: str, origin: str, site: str) -> tuple[Snippet, ...]:
    page, words = f"{origin}/compare/{text}", f"{' vs '.join(names)} on {site}"
    return (
        Snippet("A card, as HTML", frame(names, text, origin, 600, 340)),
        Snippet("A picture, as Markdown", linked_picture(words, f"{origin}/og/compare/{text}.png", page)),
        Snippet("An address, for editors that make cards of links (oEmbed)", page),
    )


def frame(names: tuple[str, ...], text: str, origin: str, width: int, height: int) -> str:
    """The card needs no scripts and no forms; its link opens a tab, which is as free as any."""
    title = escape(" vs ".join(names), {'"': "&quot;"})
    return (
        f'<iframe src="{origin}/embed/{text}" width="{width}" height="{height}" title="{title}" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


def linked_picture(words: str, picture: str, page: str) -> str:
    plain = "".join(f"\\{letter}" if letter in "\\[]" else letter for letter in words)
    return f"[![{plain}]({picture})]({page})"
