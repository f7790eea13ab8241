"""What the store says of itself: every standing has its finding, and every finding its words without gaps."""

from __future__ import annotations

from datetime import date

import pytest

from limen.documents.pki import Standing, TrustStore, read_material
from limen.documents.pki.findings import dated, trust_findings
from limen.documents.pki.words import WORDS
from limen.specimens.issuing import Country, master_list
from limen.vocabulary.evidence import Finding, Outcome

from .made import BRIDGELAND, UTOPIA, material, store
from .test_reading import pem

ON = date(2026, 11, 22)
NEXT = UTOPIA.rolled_over()


@pytest.mark.parametrize(
    ("trust", "standing", "code", "outcome"),
    [
        (store(UTOPIA.csca, master_list([BRIDGELAND.csca])), Standing.ANCHORED, "trust.list", "passed"),
        (store(UTOPIA.csca, NEXT.master_list([NEXT.link])), Standing.LINKED, "trust.list", "passed"),
        (store(master_list([UTOPIA.csca]), first_use=True), Standing.FIRST_USE, "trust.list", "unsure"),
        (store(master_list([UTOPIA.csca])), Standing.UNANCHORED, "trust.list_unanchored", "unsure"),
        (store(master_list([UTOPIA.csca], broken=True)), Standing.BROKEN, "trust.list", "failed"),
    ],
    ids=lambda value: str(value) if isinstance(value, Standing) else "",
)
def test_every_standing_is_told(trust: TrustStore, standing: Standing, code: str, outcome: str) -> None:
    assert trust.lists[0].standing is standing
    (finding,) = trust_findings(trust, ON)
    assert (finding.code, finding.outcome) == (code, outcome)
    assert finding.params["list"] == "UT 2026-11-22" or standing is Standing.LINKED
    assert ("kept out" in finding.reason(WORDS)) is (not standing.is_trusted)


def test_revocation_lists_are_told_with_their_days() -> None:
    trust = store(UTOPIA.csca, UTOPIA.crl(), Country("ZWE").crl())
    told = {str(finding.outcome): finding for finding in trust_findings(trust, ON)}
    assert told["passed"].params == {"country": "UT", **dated(date=ON, due=date(2027, 2, 20))}
    assert told["unsure"].params["country"] == "ZW"
    (stale,) = (one for one in trust_findings(trust, date(2027, 3, 1)) if one.code == "trust.crl_stale")
    assert stale.reason(WORDS).endswith("of 22 Nov 2026; the next was due on 20 Feb 2027.")


def test_what_could_not_be_read_is_told_with_its_place() -> None:
    found = read_material(pem(UTOPIA.csca) + pem(b"\x30\x03\x02\x01\x01"), "mixed.pem")
    (finding,) = trust_findings(TrustStore.of([found]), ON)
    assert finding.reason(WORDS).startswith("mixed.pem: block 2 could not be read")


@pytest.mark.parametrize("key", WORDS)
def test_every_code_ends_in_its_outcome(key: str) -> None:
    code, _dot, outcome = key.rpartition(".")
    assert code and outcome in set(Outcome)
    assert "{" not in Finding(code, Outcome(outcome), _every_parameter()).reason(WORDS)


def _every_parameter() -> dict[str, str | int]:
    names = (
        "groups group hash flaw why signer algorithm imitates issuer vouchers country tried date_words begins_words "
        "until_words used_words due_words list days_words type types what count where key"
    )
    return dict.fromkeys(names.split(), "x")


def test_nothing_given_is_nothing_to_tell() -> None:
    assert trust_findings(TrustStore.of(material()), ON) == ()
