"""What whoever imports a list says about it, and what they are told. Pure."""

from dataclasses import dataclass, field

from newsletter.subscribers.moments import Order

SOURCE = "import"  # how `Subscriber.source` begins of whom a list brought


@dataclass(frozen=True, slots=True)
class How:
    """`order` of day and month in 3/4/2024; `gone`: a list of people who left; `rehearsal`: nothing is written;
    `consent`: how they agreed to be mailed, in the words of whoever brings the list. It stays with each subscriber."""

    order: Order | None = None
    gone: bool = False
    rehearsal: bool = False
    consent: str = ""

    @property
    def source(self) -> str:
        return f"{SOURCE}: {self.consent}"[:200] if self.consent else SOURCE

    @property
    def asks_consent(self) -> bool:
        """Whether it must be said, and was not, how the people in the list agreed."""
        return not (self.gone or self.rehearsal or self.consent)


ASKED = How()


@dataclass
class Imported:
    """What an import did: how many are new, how many were known or had left, and each bad line with its reason."""

    new: int = 0
    known: int = 0
    forgotten: int = 0
    left: int = 0
    unconfirmed: int = 0
    zoneless: bool = False
    columns: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """What happens to how many lines."""
        return [
            ("new", self.new),
            ("known already or suppressed (left as they are)", self.known),
            ("deleted their data, or changed their address (only they can come back)", self.forgotten),
            ("left, bounced or complained there (not mailed)", self.left),
            ("never confirmed there (not taken)", self.unconfirmed),
            ("lines with errors", len(self.errors)),
        ]

    def __str__(self) -> str:
        return ", ".join(f"{number} {outcome}" for outcome, number in self.outcomes)

    @property
    def notes(self) -> list[str]:
        """What whoever imports should know besides the numbers."""
        return [self.columns, *(["times without a zone were taken as UTC"] if self.zoneless else [])]
