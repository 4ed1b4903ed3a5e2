"""The child process of tools.markup: Markdown in, HTML out, until the parent goes. It is killed when slow."""

import sys

import markdown

from tools.markup import receive, send

EXTENSIONS = ["tables", "fenced_code", "sane_lists", "def_list", "abbr"]


def main() -> None:
    parser = markdown.Markdown(extensions=EXTENSIONS, output_format="html")
    while True:
        try:
            text = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(sys.stdout.buffer, shift_headings(parser.reset().convert(text)))


def shift_headings(html: str) -> str:
    """A writer's top heading is a third-level one on the page, below its section."""
    for level in (4, 3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return html


if __name__ == "__main__":
    main()
