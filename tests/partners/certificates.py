"""Certificates of a CA that the tests make: good, of another CA, for another name, and of the past."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trustme

CASES = ("good", "unknown-ca", "wrong-name", "expired")


@dataclass(frozen=True, slots=True)
class Certificates:
    """`ca` is what a site that trusts the CA names in MAIL_CA_FILE; each case has a chain and a key."""

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def chain(self, case: str) -> Path:
        return self.folder / f"{case}.pem"

    def key(self, case: str) -> Path:
        return self.folder / f"{case}.key"


def make_certificates(folder: Path) -> Certificates:
    """One of each case, readable by the servers, in `folder`."""
    made, ca, other = Certificates(folder), trustme.CA(), trustme.CA()
    ca.cert_pem.write_to_path(made.ca)
    past = {"not_before": datetime(2020, 1, 1, tzinfo=UTC), "not_after": datetime(2021, 1, 1, tzinfo=UTC)}
    leaves = {
        "good": ca.issue_cert("localhost"),
        "unknown-ca": other.issue_cert("localhost"),
        "wrong-name": ca.issue_cert("mail.example.org"),
        "expired": ca.issue_cert("localhost", **past),
    }
    for case in CASES:
        for number, part in enumerate(leaves[case].cert_chain_pems):
            part.write_to_path(made.chain(case), append=number > 0)
        leaves[case].private_key_pem.write_to_path(made.key(case))
    return made
