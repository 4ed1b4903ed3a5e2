"""Whether this database is the one that sent last, or a copy from another moment. Pure.

A mark outside the database moves with it: a life (a random name), a counter of batches, and how many deliveries were
ever claimed. Before a batch of claims the counter goes up in the mark, then in the database; each claim is committed,
then counted in the mark, and only then handed over. So while there is one database and one sender, whatever kills them,
the counters are equal or the mark is one ahead, and the mark never knows of more claims than the database.
"""

import json
import re
from dataclasses import dataclass

BATCH = 100  # claims between two writes that wait for the disk
HEAD = '{"claims": "'  # the count stands first and has always the same width, so that it can be overwritten in place
DIGITS = 20
LIFE = re.compile(r"[0-9a-f]{32}")
WAYS = """Nothing is sent until one of these was run:
  manage.py arm_sending --restored   the database is a copy from an earlier moment: what waits becomes uncertain,
                                     and reconcile_deliveries LOG settles it with the mail server's log
  manage.py arm_sending --complete   the database knows all that was sent: only the mark was lost, or left behind"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands outside the database."""

    life: str
    counter: int
    claims: int

    def as_bytes(self) -> bytes:
        return f'{HEAD}{self.claims:0{DIGITS}d}", "counter": {self.counter}, "life": "{self.life}"}}\n'.encode()


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says: its life, if it ever had one, and what the tries of its deliveries add up to."""

    life: str
    counter: int
    claims: int


def read_mark(data: bytes) -> Mark:
    """Raises ValueError where this is no mark. What a later version wrote besides is no reason to refuse."""
    try:
        found = json.loads(data)
        mark = Mark(str(found["life"]), int(found["counter"]), int(found["claims"]))
    except (KeyError, TypeError, RecursionError) as problem:
        raise ValueError("not a mark") from problem
    if not LIFE.fullmatch(mark.life) or mark.counter < 0 or mark.claims < 0:
        raise ValueError("not a mark")
    return mark


def doubt(mark: Mark | None, known: Known) -> str:
    """Why it is not certain that this database sent last; empty where it is.

    Neither a mark nor a life: a new site, or one whose version so far wrote none. It may be an old copy, but nothing
    could tell, and to ask every site that upgrades would teach people to say yes without reading.
    """
    if mark is None:
        sent = known.life and known.counter
        return f"This database has sent {known.counter} batches of mails, but there is no mark of it." if sent else ""
    if mark.life != known.life and (known.life or mark.counter):
        return (
            "The mark is of another database, or of another life of this one." if known.life else
            f"There is a mark of a database that has sent {mark.counter} batches of mails. This one knows of none."
        )  # fmt: skip
    if mark.counter < known.counter:
        return f"The mark is older than this database: it knows {mark.counter} of {known.counter} batches of mails."
    if mark.counter > known.counter + 1 or mark.claims > known.claims:
        return (
            f"This database is older than the last mails: it knows {known.claims} tries to send, in {known.counter} "
            f"batches; the mark knows {mark.claims}, in {mark.counter}."
        )
    return ""
