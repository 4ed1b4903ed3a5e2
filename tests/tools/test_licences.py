"""Which kind of licence a text names. No database.

Names are of our own making; the identifiers of the library's index, which nobody here wrote, are all asked for.
"""

from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_license_index

from tools.licences import BEST, CATEGORIES, CORRECTIONS, KINDS, licence_kind

NAMED = {
    "open": [
        "MIT License",
        "MIT",
        "Apache License 2.0",
        "Apache License, Version 2.0",
        "GNU GPL v3",
        "GPLv3",
        "GPL-2.0+",
        "GPL-3.0 or later",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "BSD 3-Clause",
        "3-clause BSD",
        "Modified BSD License",
        "CC BY 4.0",
        "CC BY-SA 4.0",
        "Creative Commons Attribution 4.0",
        "Community edition under AGPL",
        "Non-proprietary, MIT",
        "Mozilla Public License 2.0",
        "Zlib",
        "zlib licence",
        "EUPL-1.2",
        "EUPL v1.2",
        "EUPL",
        "EPL 2.0",
        "Eclipse Public License 2.0",
        "ECL-2.0",
        "Educational Community License 2.0",
        "WTFPL",
        "BSL-1.0",
        "Boost Software License 1.0",
        "MIT OR proprietary",
        "MIT OR (Apache-2.0 AND Commons-Clause)",
        "dual licensed: AGPL or commercial",
        "Dual-licensed under AGPL and commercial",
        "Dual licence: GPL / commercial",
        "AGPL-3.0, commercial licence available",
        "AGPL-3.0 (commercial licence available)",
        "AGPL-3.0 with commercial license available",
        "Apache 2.0, open weights",
        "AGPL 3.0",
        "Unlicense",
        "MIT, commercial use allowed",
        "Open source",
        "Open Source (MIT or Apache-2.0)",
        "MIT (https://opensource.org/licenses/MIT)",
        "https://opensource.org/licenses/MIT",
        "Apache-2.0, see LICENSE",
        "GPL-3.0 without restrictions",
        "SISSL",
        "OFL-1.1",
        "SIL Open Font License 1.1",
        "MIT/Apache-2.0",
        "LGPL-2.1-only",
        "GNU Affero General Public License v3.0",
        "Public domain",
        "CC0",
        "Artistic License 2.0",
        "MIT AND",
        "No-code builder, MIT",
        "Dual-licensed: MIT or Commons-Clause",
        "Microsoft Public License",
        "MIT, plus trademarks of their owners",
        "GNU Lesser General Public License v2.1 or later",
        "Apache‑2.0",
        "Open Data Commons Attribution License",
        "DeepSeek: MIT",
        "GPL-3.0, or a commercial license",
        "RSALv2 or SSPLv1 or AGPLv3",
        "Source code available on GitHub under MIT",
    ],
    "limited": [
        "CC BY-NC 4.0",
        "CC-BY-ND-4.0",
        "Creative Commons Attribution-NonCommercial 4.0",
        "Llama 3 community licence",
        "Llama 3.3 Community License",
        "Community",
        "Functional Source License",
        "FSL-1.1-MIT",
        "BUSL-1.1",
        "BSL 1.1",
        "SUL-1.0",
        "PolyForm Noncommercial 1.0.0",
        "BSD-3-Clause-No-Military-License",
        "MIT, no military use",
        "(MIT OR Apache-2.0) AND Commons-Clause",
        "Apache-2.0 / Commons-Clause",
        "Apache 2.0 with Commons Clause",
        "Apache-2.0 + Commons Clause",
        "MIT (with Commons Clause)",
        "Dual: Apache-2.0 + Commons Clause, commercial",
        "BUSL-1.1, commercial licence available",
        "Source available, not open source",
        "source available",
        "Source-available",
        "free for personal use",
        "Free for non-commercial use",
        "Apache 2.0 (24B); modified MIT (123B)",
        "BigCode OpenRAIL-M v1, use restrictions",
        "DeepSeek model licence, use restrictions; code MIT",
        "Proprietary; open weights non-commercial",
        "Stability AI Community License",
        "Sustainable Use License (fair-code)",
        "schnell: Apache-2.0; dev: non-commercial",
        "Open weights",
        "Fair Source",
        "BSL 1.1, becomes Apache 2.0 after 4 years",
        "Elastic License 2.0",
        "SSPL",
        "JSON",
        "MS-LPL",
        "Aladdin Free Public License",
        "Aladdin",
        "Commercial use not allowed",
        "No commercial use",
        "JSON License",
        "Open Game License 1.0a",
        "Gemma Terms of Use",
        "FLUX.1 [dev] Non-Commercial License",
        "Tongyi Qianwen License",
        "Freeware",
        "Commons Clause",
        "GPL-3.0, research use only",
        "Open weights, custom terms",
        "Apache License 2.0 (with additional terms)",
        "DeepSeek License",
        "Open source until 2024",
        "Partially open source",
        "Apache2+CommonsClause",
        "Apache 2.0 except commercial use",
        "Formerly MIT, now BUSL",
        "MIT for non-commercial use, otherwise paid",
        "Not OSI-approved, source-available",
    ],
    "closed": [
        "Proprietary",
        "Proprietary service",
        "Proprietary, under an enterprise contract",
        "MIT AND proprietary",
        "Proprietary; SDKs available under MIT",
        "Proprietary; free tier available",
        "Not open source",
        "not an open source licence",
        "Non-free",
        "No longer open source",
        "MIT-like but not open source",
        "All rights reserved",
        "UNLICENSED",
        "Proprietary (SDK under MIT or Apache)",
        "SaaS; closed source",
        "Commercial",
        "Not free software",
        "Was open source, now proprietary",
        "Core is MIT; enterprise features proprietary",
        "Weights: MIT. Training code: closed",
    ],
    "other": [
        "Ask us",
        "Commitment",
        "Mitigated",
        "Not MIT",
        "Apache-2.0 AND LicenseRef-Foo",
        ")(",
        "( )",
        "+",
        "and",
        "OR",
        "Custom",
        "Model licence",
        "See the website",
        "NVIDIA",
        "Terms and conditions apply",
        "Free without restrictions",
        "Creative Commons",
        "Unknown",
    ],
}
CASES = [(text, kind) for kind, texts in NAMED.items() for text in texts]
ROWS = get_license_index()


@pytest.mark.parametrize(("text", "kind"), CASES, ids=[text for text, _ in CASES])
def test_what_people_write(text, kind):
    assert licence_kind(text) == kind


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_said_is_not_known(text):
    assert licence_kind(text) == "unknown"


def spdx_identifiers():
    """{identifier of the SPDX list: kind by its category and our corrections}."""
    for row in ROWS:
        name = row["spdx_license_key"]
        if name and not name.startswith("LicenseRef-"):
            right = CORRECTIONS.get(row["license_key"]) or CATEGORIES.get(row["category"], "other")
            yield name, right


def test_every_identifier_of_spdx_is_of_the_kind_of_its_category():
    listed = dict(spdx_identifiers())
    assert len(listed) > 700
    assert {name: licence_kind(name) for name, right in listed.items() if licence_kind(name) != right} == {}
    counted = Counter(listed.values())
    assert counted["open"] > 600
    assert counted["limited"] > 50


@pytest.mark.parametrize("text", ["(" * 3000, "MIT (" * 500, "/" * 3000, "not " * 900, "and " * 900, "a, " * 900])
def test_no_text_takes_long(text):
    start = perf_counter()
    licence_kind(text)
    assert perf_counter() - start < 1


def test_every_key_of_the_index_is_too_unless_spdx_gives_that_name_to_another():
    spdx = {name.casefold() for name, _ in spdx_identifiers()}
    rows = [row for row in ROWS if row["license_key"] not in spdx | set(CORRECTIONS)]
    assert len(rows) > 1500
    wrong = {
        row["license_key"]: row["category"]
        for row in rows
        if licence_kind(row["license_key"]) != CATEGORIES.get(row["category"], "other")
    }
    assert wrong == {}


def test_an_identifier_is_known_however_it_is_spelled():
    for name, right in spdx_identifiers():
        if name.startswith("PS-or-PDF"):  # without its hyphens it is a choice
            continue
        for spelled in (name.upper(), name.replace("-", " "), f"The {name} license", f"{name} licence"):
            assert licence_kind(spelled) == right, spelled


@pytest.mark.parametrize("fence", ["Commons-Clause", "CC-BY-NC-4.0", "no military use", "PolyForm-Shield-1.0.0"])
def test_a_restriction_beside_any_open_licence_is_one(fence):
    opened = [name for name, kind in spdx_identifiers() if kind == "open"]
    for joint in (" AND ", " / ", ", ", " WITH ", " with ", "; ", " + "):
        wrong = [name for name in opened if licence_kind(f"{name}{joint}{fence}") != "limited"]
        assert wrong == [], joint


@pytest.mark.parametrize("closed", ["proprietary", "commercial", "Commercial License"])
def test_a_choice_is_as_good_as_its_best(closed):
    for name, right in spdx_identifiers():
        for said in (f"{name} OR {closed}", f"{closed} or {name}", f"Dual licensed: {name} and {closed}",
                     f"{name}, {closed} licence available"):  # fmt: skip
            assert licence_kind(said) == (right if right != "other" else "closed"), said


def test_every_correction_names_a_licence_of_the_index():
    assert {key for key in CORRECTIONS if key != "proprietary"} <= {row["license_key"] for row in ROWS}


def test_every_kind_has_a_label():
    assert set(KINDS) == {*BEST, "unknown"}
    assert {*CATEGORIES.values(), *CORRECTIONS.values()} <= set(BEST)
    assert max(map(len, KINDS)) <= 7, "what the column of standings holds"


WORDS = st.sampled_from(
    ["MIT", "Apache-2.0", "CC-BY-NC-4.0", "proprietary", "foo", "AND", "or", "with", "/", "(", ")", ",", ";", ":", "+",
     "dual", "available", "not", "open source", "’", "&", "[x]", "|", "é", "."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_any_text_has_a_kind(text):
    assert licence_kind(text) in KINDS
    assert licence_kind(text) != "unknown" or not text.strip()
