"""Which kind of licence a text names: what lists filter by. Pure: pages print the text itself.

The text is a tree of names: AND, WITH, `/` and commas ask for all of them, OR and "… available" offer a choice. A name
is an identifier of the library's index, whose category decides, or words. A restriction or a negation decides over all
other words of its name; what nobody knows is another licence, never an open one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from license_expression import ExpressionError, Licensing, get_license_index

KINDS = {
    "open": "Open source",
    "limited": "Available with restrictions",
    "closed": "Proprietary",
    "other": "Another licence",
    "unknown": "Not known",
}
CATEGORIES = {
    "Permissive": "open", "Copyleft": "open", "Copyleft Limited": "open", "Public Domain": "open",
    "Source-available": "limited", "Free Restricted": "limited", "Proprietary Free": "limited", "Commercial": "closed",
}  # fmt: skip
# Where we say otherwise than the index, by its keys: it sorts by what a licence asks of a maker of software, not by who
# may use the software. Good, not evil; Windows alone; no sale; parts of it alone; cooperatives alone.
CORRECTIONS = {
    "json": "limited", "ms-lpl": "limited", "ms-limited-public": "limited", "afpl-8.0": "limited",
    "afpl-9.0": "limited", "ogl-1.0a": "limited", "ppl": "limited",
    # words, which the index takes for the names of certain terms
    "proprietary": "closed", "nvidia": "other",
    # approved by the OSI
    "sun-sissl-1.1": "open", "sybase": "open", "any-osi": "open", "any-osi-perl-modules": "open",
}  # fmt: skip
BEST = ("open", "limited", "closed", "other")  # of a choice
WORST = ("limited", "closed", "other", "open")  # of what holds together
EXPRESSIONS, LONGEST = Licensing(), 2000

# Names of open licences that hold a word of RESTRICTED.
MISREAD = re.compile(
    r"\beducational community licen[cs]e|\bmodified (?=bsd|artistic)|\bcommunity (?:spec\w*|data licen[cs]e agreement)"
    r"|\bnon-profit open software licen[cs]e|\b(?:university of )?illinois/ncsa"
    r"|\bcommon development and distribution licen[cs]e|\bw3c software notice and (?:document )?licen[cs]e"
    r"|\bhistorical permission notice and disclaimer"
)
EMPTY = re.compile(
    r"\b(?:no|without)(?: any| further| other)* (?:restrictions?|conditions?)\b|\bterms and conditions\b|\bplus patent"
    r"|\s+or (?:any )?(?:later|newer|above|higher|greater)(?: versions?)?\b"
)
RESTRICTED = re.compile(
    r"\bcommons[- ]?clause|\bnon-?\s?commercial|\bnc\b|\bno[- ]?deriv|\bnd\b|\bbusl\b|\bbsl\b|\bbusiness source|\bfsl\b"
    r"|\bfunctional source|\bsustainable use|\bsul\b|\bpolyform|\bsspl\b|server[- ]side public|\belastic\b|\belv2\b"
    r"|\brsal|\bfair[- ]?(?:code|source|core|use)|\bfcl\b|\brail\b|\bopenrail|\bhippocratic|\banti-?capitalist"
    r"|\bprosperity\b|\b(?:no|non)-?\s?(?:military|nuclear|production|profit|ai|sale|resale|compete)\b|\bethical"
    r"|\bsource(?: code)?[- ]available(?! (?:on|at|under)\b)|\bshared source|\bopen[- ]core\b"
    r"|\bcommunity$|\bcommunity\b(?! (?:edition|version)).{0,12}\b(?:licen[cs]|agreement|terms)"
    r"|\b(?:gemma|llama|qwen|qianwen|deepseek|falcon) [\d. ]*(?:model )?(?:licen[cs]e|terms)"
    r"|\brestrict|\bconditions?\b|\bmodified\b"
    r"|\badditional terms|\buntil \d|\b(?:part(?:ly|ially)?|mostly) open|\bnon-?\s?compet|\bexcept\b.{0,20}\bcommercial"
    r"|\blimited (?:use|licen|public|to)"
    r"|\b(?:research|academic|educational|evaluation|trial|internal)[- ](?:use|purposes?|only|licen[cs]e)"
    r"|\b(?:research|academics?|education|evaluation)$|\bfor (?:research|education|evaluation)|\bpersonal\b|\bfreeware"
    r"|\bnot? [\w ]{0,20}\bcommercial|\bcommercial (?:use|purposes?)[\w ]{0,12}\b(?:not|prohibited|forbidden|requires?)"
    r"|\b(?:converts?|becomes?|changes?|turns?) (?:in)?to\b|\bafter (?:\d|\w+ years)|\brevenue|\bacceptable use"
    r"|\baladdin|\bopen game|\bpeer production|\bcode project open|\bcomputational use of data"
)
NEGATED = re.compile(
    r"(?:\b(?:not|no|never|neither|nor|isn.?t|without)|\bnon)[- ]+"
    r"(?:(?:an?|any|the|as|yet|true|truly|fully|really|strictly|longer|under|licensed|released|considered) )*"
    r"(?:open|free|libre|foss|oss|osi|opensource)\b"
)
CLOSED = re.compile(
    r"(?<!non-)(?<!not )\bproprietary|\bcommercial(?:ly)?\b(?![- ](?:use|purposes?|friendly))|\bclosed\b"
    r"|\ball rights reserved|\beula\b|\bunlicensed\b|\btrade secret"
)
OPEN = re.compile(
    r"\b(?:mit|expat|x11|apache|bsd|0bsd|[al]?gpl|gfdl|gnu|affero|mpl|mozilla public|isc|zlib|libpng|wtfpl|eupl|epl"
    r"|ecl|cddl|cc0|cc[- ]by|public domain|unlicense|open[- ]?source|free software|foss|oss|libre|osi[- ]approved"
    r"|openmdw|ofl|odbl)\b"
    r"|\bcreative commons (?:attribution|zero|by)|\bcopyleft\b|\bdo what the f|\bwxwindows|\bopen data commons"
    r"|\b(?:eclipse|european union|common|ibm|microsoft|lucent|sun|apple|zope|affero general|artistic|reciprocal"
    r"|netscape|lesser general|general|common public attribution|open ldap|openldap|sun industry standards|adaptive"
    r"|realnetworks|open watcom|q) (?:public |source |public source )?licen[cs]e"
    r"|\b(?:academic free|boost software|universal permissive|blue oak model|postgresql|artistic|sil open font"
    r"|cryptographic autonomy|eiffel forum|mulan permissive software|ruby|php|vim|w3c software"
    r"|python software foundation"
    r"|unicode|ncsa|cern open hardware|latex project public|python|open software|open font"
    r"|open government) licen"
)
WEIGHTS = re.compile(r"\bopen[- ]weights?\b")
DUAL = re.compile(r"\bdual\b|\b(?:dual|double|triple|multi|multiple)[- ]?licen|\beither\b|\b(?:of your|your) choice\b")
CHOICE = re.compile(
    r"^or\b|(?<!source )(?<!source-)(?<!source code )\bavailable\b(?! (?:under|as|at|in)\b)|\balso available\b"
    r"|\b(?:on|upon|by) request\b|\bcan be (?:bought|purchased)|\bfor sale\b|\boptional|\balternative"
)
NOT_THAT = re.compile(r"\b(?:not|nor|non|never)[- ]+(?:under |the |an? )?\S+")
NOISE = re.compile(r"\b(?:the|licen[cs]ed?|version|under|ver|v(?=\.?\s?\d))\b\.?|(?<=\w)v(?=\d)|[\"'’“”]")


@lru_cache(maxsize=4096)
def licence_kind(text: str | None) -> str:
    """The kind as the address names it.

    >>> licence_kind("Apache 2.0"), licence_kind("Llama 4 community licence"), licence_kind(None)
    ('open', 'limited', 'unknown')
    >>> licence_kind("Apache-2.0 / Commons-Clause"), licence_kind("AGPL-3.0, commercial licence available")
    ('limited', 'open')
    """
    if not text or not text.strip():
        return "unknown"
    needed: list[str] = []
    offered: list[str] = []
    said = tidy(text)
    dual = DUAL.search(said)
    for part in parts_of(said, choice=bool(dual)):
        (offered if dual or CHOICE.search(part) else needed).append(kind_of_part(part))
    known = [kind for kind in needed if kind != "other"]  # beside a known licence, a comma is followed by any words
    kind = first(BEST, [first(WORST, known), *offered])
    return "limited" if kind == "other" and WEIGHTS.search(said) else kind


def first(order: Iterable[str], kinds: Iterable[str]) -> str:
    there = set(kinds)
    return next((kind for kind in order if kind in there), "other")


def tidy(text: str) -> str:
    """In one case, one kind of space and hyphen; remarks in brackets as words of what is before them."""
    said = re.sub(r"[\s_]+", " ", text[:LONGEST].casefold())
    said = re.sub(r"[‐‑‒–—−]", "-", said).replace(" - ", "; ")
    said = re.sub(r"\bw/", "with ", said)
    said = re.sub(r"https?://\S+", " ", said).strip() or said
    return re.sub(r"([^\s()]+)\s*\(([^()]*)\)", remark, EMPTY.sub(" ", MISREAD.sub(" osi-approved ", said)))


def remark(found: re.Match[str]) -> str:
    word, inner = found.groups()
    if word in {"and", "or", "with"}:
        return found[0]
    if CHOICE.search(inner):
        return f"{word}, {inner},"
    return f"{word} and ({inner})" if re.search(r"\b(?:and|or|with)\b|/", inner) else f"{word} {inner}"


def parts_of(said: str, *, choice: bool) -> Iterator[str]:
    """What commas and the like separate. With a choice, every part but a restriction stands for itself."""
    if choice:
        said = re.sub(r"(?:[,;+/&]|\band|\bwith)\s*(?=(?:the )?(?:commons|no-|non-|additional|restrict))", " ", said)
    said = re.sub(r"\s*/\s*|\s\+\s|\s&\s|\splus\s", " or " if choice else " and ", said)
    if choice:
        said = re.sub(r"\band\b", "or", said)
    nested = re.search(r"[()]", said)
    for part in [said] if nested else re.split(r"[,;:|]+\s|[,;:|]+$|\.\s", said):
        if re.search(r"\b(?:and|with) ", part) and CHOICE.search(part) and not nested:
            yield from re.split(r"\b(?:and|with) ", part)
        elif part.strip():
            yield part.strip()


def kind_of_part(part: str) -> str:
    """By the operators between its names. What is no expression is one name."""
    bare = re.sub(r"^(?:and|or|with)\b|\b(?:and|or|with)$", "", part.strip(" .")).strip()
    try:
        tree = EXPRESSIONS.parse(re.sub(r"[^\w.:() +’'-]|(?<=\d)\+", " ", bare).replace("’", "").replace("'", ""))
        return "other" if tree is None else kind_of_tree(tree)
    except (ExpressionError, AttributeError, LookupError, TypeError):
        return kind_of_name(bare)


def kind_of_tree(tree: object) -> str:
    operands, operator = getattr(tree, "args", ()), getattr(tree, "operator", "")
    if operands:
        return first(
            BEST if operator.strip().upper() == "OR" else WORST, [kind_of_tree(operand) for operand in operands]
        )
    exception = getattr(tree, "exception_symbol", None)
    if exception is None:
        return kind_of_name(getattr(tree, "key", ""))
    base, more = kind_of_name(tree.license_symbol.key), kind_of_name(exception.key)  # type: ignore[attr-defined]
    return base if more == "other" else first(WORST, [base, more])


def kind_of_name(name: str) -> str:
    """Of one licence, by its identifier or else by the words."""
    said = name.strip().casefold()
    known = index()
    if key := next((key for key in keys_of(said) if key in known), None):
        return known[key]
    if RESTRICTED.search(said):
        return "limited"
    if NEGATED.search(said) or CLOSED.search(said):
        return "closed"
    return "open" if OPEN.search(NOT_THAT.sub(" ", said)) else "other"


def keys_of(said: str) -> Iterator[str]:
    """How the index may write this name: as it is, without words that say nothing, with `.0`."""
    yield re.sub(r"[\s-]+", "-", said.strip())
    bare = NOISE.sub(" ", said).strip()
    for spelled in (bare, re.sub(r"(?<=[a-z])(?=\d+(?:\.\d+)*$)", "-", bare)):
        key = re.sub(r"[\s-]+", "-", spelled).strip("-")
        yield from (key, f"{key}.0")


@cache
def index() -> dict[str, str]:
    """{identifier, or identifier without its version if all versions are alike: kind}, in lower case.

    SPDX identifiers go before the keys of the index: there BSL-1.0 is Boost's, here it would be Business Source.
    """
    rows = get_license_index()
    kinds = dict(listed(rows, "spdx_license_key"))
    families = of_all_versions(kinds)
    for column in ("license_key", "other_spdx_license_keys"):
        kinds = dict(listed(rows, column)) | kinds
    return families | kinds | CORRECTIONS


def listed(rows: Iterable[dict[str, Any]], column: str) -> Iterator[tuple[str, str]]:
    for row in rows:
        kind = CORRECTIONS.get(row["license_key"]) or CATEGORIES.get(row["category"], "other")
        names = row[column] if isinstance(row[column], list) else [row[column]]
        yield from ((name.casefold(), kind) for name in names if name)


def of_all_versions(kinds: dict[str, str]) -> dict[str, str]:
    """The families of which every version is of one kind: `EUPL` is what EUPL-1.0 to 1.2 are."""
    families: dict[str, set[str]] = {}
    for name, kind in kinds.items():
        if found := re.fullmatch(r"(\D{2,}?)-\d+\.\d[\d.]*(?:-only|-or-later)?\+?", name):
            families.setdefault(found[1], set()).add(kind)
    return {family: alike.pop() for family, alike in families.items() if len(alike) == 1}
