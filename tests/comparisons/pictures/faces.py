"""Pictures of tools that need no catalogue, with their names wherever a name can stand."""

from comparisons.pictures.subjects import Ballot, Face

POINTS = (298, 295, None, 12)


def face(*names: str) -> Face:
    line = f"Both ship. {names[-1]} disagrees."
    return Face(names, POINTS[: len(names)], 400, "Dead heat", f"{names[0]} by 3.", line, "Versed")


def ballot(name: str) -> Ballot:
    cells = (("Builder", 100, "ship"), ("Skeptic", 0, "skip"), ("Futurist", None, "pending"), ("Founder", 71, "ship"))
    return Ballot(name, cells, f"*{name}* would ship.", f"Ship · {name}", "Versed")
