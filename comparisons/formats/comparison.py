"""One account of a comparison, as plain data: what the page, JSON, Markdown, the API and MCP say. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from comparisons.formats.answers import COMPARISON, Data, Site, frame, iso, tool_data
from comparisons.verdict.answers import Answer, Verdict
from comparisons.verdict.comparison import Comparison
from comparisons.verdict.editor import NOTHING, Said
from comparisons.verdict.head_to_head import HeadToHead
from comparisons.verdict.table import Row
from comparisons.verdict.weights import Weighted
from tools.plaintext import text_of


def comparison_answer(comparison: Comparison, site: Site, day: date) -> Data:
    """Everything that a compare page says. The rows of the table keep their order; the page sorts them."""
    slugs = comparison.slugs
    return {
        **frame(site, COMPARISON, comparison.path, day, comparison.as_of),
        "title": comparison.title,
        "indexed": comparison.indexed,
        "headline": comparison.judged.headline.replace("*", ""),
        "result": result_data(comparison.judged.bout, comparison.judged.verdict, slugs),
        "weighted": weighted_data(comparison.weighted, slugs) if comparison.weighed else None,
        "editor": editor_data(comparison.judged.said),
        "table": [row_data(row, slugs) for row in comparison.table.rows],
        "tools": [tool_data(profile, site) for profile in comparison.profiles],
    }


def result_data(bout: HeadToHead, verdict: Verdict, slugs: Sequence[str]) -> Data:
    """The verdict. Without a persona who has scored every tool there are no totals; without a verdict, no lead."""
    return {
        "comparable": bout.comparable,
        "band": bout.band.value if bout.band else None,
        "lead": bout.lead if bout.decided else None,
        "out_of": bout.out_of if bout.comparable else None,
        "totals": by_slug(slugs, bout.totals) if bout.comparable else None,
        "leader": at(slugs, bout.leader),
        "winner": at(slugs, bout.flagged),
        "discontinued": [slug for place, slug in enumerate(slugs) if place not in bout.living],
        "unanimous": bout.unanimous,
        "agreement": verdict.agreement,
        "which": answer_data(verdict.which),
        "margin": answer_data(verdict.margin),
        "dissent": answer_data(verdict.dissent),
        "summary": verdict.summary,
        "cards": [
            {
                "persona": card.persona.key.value,
                "scores": by_slug(slugs, card.scores),
                "winner": at(slugs, card.winner),
                "gap": card.gap,
            }
            for card in bout.cards
        ],
    }


def answer_data(answer: Answer) -> Data:
    return {"line": answer.line, "detail": answer.detail}


def weighted_data(weighted: Weighted | None, slugs: Sequence[str]) -> Data | None:
    """The result under the reader's weights; null when no common persona has any weight."""
    if weighted is None:
        return None
    flip = weighted.flip
    return {
        "weights": dict(weighted.weights),
        "means": {slug: weighted.shown(place) for place, slug in enumerate(slugs)},
        "leader": at(slugs, weighted.leader),
        "flip": None
        if flip is None
        else {
            "persona": flip.persona.key.value,
            "from": flip.before,
            "to": flip.after,
            "leader": at(slugs, flip.leader),
        },
    }


def editor_data(said: Said) -> Data | None:
    """Those of an editor's words that stand; null where none does."""
    if said == NOTHING:
        return None
    return {
        "headline": said.headline.replace("*", "") or None,
        "bottom_line": text_of(said.bottom_line_html) or None,
        "would_change": [{"event": event, "consequence": consequence} for event, consequence in said.would_change],
    }


def row_data(row: Row, slugs: Sequence[str]) -> Data:
    """One row of the decision table. What is not known has a null text and says why in `missing`."""
    return {
        "key": row.key,
        "label": row.label,
        "same": row.same,
        "cells": {
            slug: {
                "text": cell.text if cell.known else None,
                "missing": None if cell.known else cell.text,
                "state": cell.state.value if cell.state else None,
                "source": cell.source or None,
                "quote": cell.quote or None,
                "checked_on": iso(cell.checked_on),
                "leads": cell.leads,
                "note": cell.note or None,
            }
            for slug, cell in zip(slugs, row.cells, strict=True)
        },
    }


def by_slug(slugs: Sequence[str], numbers: Sequence[int | None]) -> Mapping[str, int | None]:
    return dict(zip(slugs, numbers, strict=True))


def at(slugs: Sequence[str], place: int | None) -> str | None:
    return None if place is None else slugs[place]
