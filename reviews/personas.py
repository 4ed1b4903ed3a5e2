"""The four reviewers: fixed points of view, each with one question. Not four named people. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class PersonaKey(StrEnum):
    BUILDER = "builder"
    SKEPTIC = "skeptic"
    FUTURIST = "futurist"
    FOUNDER = "founder"


@dataclass(frozen=True, slots=True)
class Persona:
    """One point of view. `how` says in a sentence how it goes about a tool."""

    key: PersonaKey
    name: str
    question: str
    how: str
    excites: tuple[str, ...]
    tires: tuple[str, ...]


PERSONAS: tuple[Persona, ...] = (
    Persona(
        PersonaKey.BUILDER,
        "Builder",
        "Would I wire this in this week?",
        "Reads the docs, installs it, tries to break the loop.",
        ("Clear docs and a working first hour", "Stable interfaces with versions", "Errors that say what to do"),
        ("Waitlists and demos without code", "Setup that needs a call", "Breaking changes without notice"),
    ),
    Persona(
        PersonaKey.SKEPTIC,
        "Skeptic",
        "Where does it break, and who says so?",
        "Names the rivals and the failure.",
        ("Limits that the vendor names itself", "Tests by people who do not sell it", "Plain terms"),
        ("Benchmarks run by the vendor", "Claims without a number", "Licences that need a lawyer"),
    ),
    Persona(
        PersonaKey.FUTURIST,
        "Futurist",
        "Does it still matter in two years?",
        "Looks for what changes around the tool.",
        ("New ways of working", "Open formats and exits", "Releases that keep coming"),
        ("Thin wrappers", "Features that the platform will absorb", "Lock-in sold as convenience"),
    ),
    Persona(
        PersonaKey.FOUNDER,
        "Founder",
        "Is there a business on either side?",
        "Follows the money.",
        ("Pricing power", "A buyer with a budget", "A habit that is hard to drop"),
        ("Free ingredients sold as an edge", "Prices that hide", "Growth paid for by credits"),
    ),
)
BY_KEY: dict[str, Persona] = {persona.key: persona for persona in PERSONAS}
ORDER: dict[str, int] = {persona.key: place for place, persona in enumerate(PERSONAS)}
FULL_PANEL = len(PERSONAS)
MAX_SCORE = 100
MAX_POINTS = FULL_PANEL * MAX_SCORE
