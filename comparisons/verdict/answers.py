"""What a compare page says about who wins, as data. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three answers of the first screen: a short line, and a sentence behind it."""

    line: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that a compare page says about who wins. `headline` marks its deciding words with asterisks.

    `objection` is who disagrees, as a sentence of its own; empty without a verdict.
    """

    band: str
    agreement: str
    headline: str
    which: Answer
    margin: Answer
    dissent: Answer
    summary: str
    objection: str = ""
