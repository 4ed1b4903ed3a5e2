"""Clean HTML as plain text. Pure."""

from html.parser import HTMLParser

BLOCKS = {"p", "li", "ul", "ol", "pre", "blockquote", "h2", "h3", "h4", "h5", "h6", "br", "hr", "tr"}


class Words(HTMLParser):
    """Collects the words of clean HTML, a block a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: str) -> str:
    """The words of clean HTML as plain text, paragraphs apart by an empty line."""
    words = Words()
    words.feed(html)
    words.close()
    paragraphs = (" ".join(paragraph.split()) for paragraph in "".join(words.parts).split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
