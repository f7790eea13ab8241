"""The trust store: whose signatures this desk believes, and for each certificate who vouches for it.

What the operator names is trusted: certificates given as files, of authorities that do not deny being one. A master
list is trusted for all it holds when its signature is right and its signer was certified by a given authority of the
list's State, or by one that a given authority vouches for through link certificates (roll-over, Doc 9303-12 4.1.4). A
list that verifies to a certificate within itself alone is trusted on first use only where that is asked for and the
operator gave no authority of that State to hold it against. A list whose signature is wrong is kept out, and the store
says so.

The chain has two steps, authority and document signer, so there is no path building (RFC 5280 6): States' certificates
break its rules in ways that do not matter here, and what matters here (which list vouches) it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from limen.documents.pki import asn1
from limen.documents.pki.certificate import Certificate, name_key
from limen.documents.pki.lists import MasterList, Rejected
from limen.documents.pki.reading import Material
from limen.documents.pki.revocation import RevocationList
from limen.documents.pki.signature import Verdict
from limen.documents.pki.signed import SignerBlock

_MOST_TRIED = 256  # authorities tried for one signature: no State has a quarter of that
_REMEMBERED = 4096


class Standing(StrEnum):
    """How far a master list can be believed."""

    ANCHORED = "anchored"  # its signer was certified by an authority that was given
    LINKED = "linked"  # … by one that a given authority vouches for through link certificates
    FIRST_USE = "first_use"  # only by a certificate within the list, and no authority was given to hold it against
    UNANCHORED = "unanchored"  # kept out: its signer's authority is not among those given
    NOT_ENTITLED = "not_entitled"  # kept out: its signer's certificate is not for signing lists
    UNTIMELY = "untimely"  # kept out: it says it was signed when its signer's certificate was not valid
    REVOKED = "revoked"  # kept out: its signer's certificate was revoked
    BROKEN = "broken"  # kept out: its signature is wrong, or cannot be checked

    @property
    def is_trusted(self) -> bool:
        """Whether what the list holds is trusted."""
        return self in (Standing.ANCHORED, Standing.LINKED, Standing.FIRST_USE)


@dataclass(frozen=True, slots=True)
class Vouch:
    """Who vouches for a certificate: a list (by name and edition), a given file, or an authority through a link."""

    kind: str
    by: str
    edition: date | None = None

    @property
    def words(self) -> str:
        """As it is shown: `DE 2026-05-28`, `file root.cer`, `link C=ID, …`."""
        return self.by if self.kind == "list" else f"{self.kind} {self.by}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A trusted authority and everyone who vouches for it."""

    certificate: Certificate
    vouches: tuple[Vouch, ...]


@dataclass(frozen=True, slots=True)
class ListStanding:
    """A master list that was offered, how far it is believed, and by which authority its signer was certified."""

    list: MasterList
    standing: Standing
    authority: Certificate | None = None


@dataclass(frozen=True, slots=True)
class CrlStanding:
    """A revocation list that was offered and the authority that signed it; None where no trusted one did."""

    crl: RevocationList
    authority: Certificate | None


class IssuerFound(StrEnum):
    """How the search for a certificate's issuer ended."""

    FOUND = "found"
    UNKNOWN = "unknown"  # nobody in the store signed it, which says nothing against it
    NOT_BY_NAMED_KEY = "not_by_named_key"  # it names a key that is in the store, and that key did not sign it
    UNCHECKABLE = "uncheckable"  # its signature algorithm is none we know


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued a certificate, if the store knows."""

    found: IssuerFound
    entry: Entry | None = None
    tried: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TrustStore:
    """Trusted authorities by fingerprint with their vouches, known signers, lists and CRLs with their standing."""

    entries: Mapping[str, Entry]
    signers: tuple[Certificate, ...]
    lists: tuple[ListStanding, ...]
    crls: tuple[CrlStanding, ...]
    rejected: tuple[Rejected, ...]
    _by: Mapping[str, Mapping[Any, Sequence[Entry]]] = field(repr=False)
    _remembered: dict[str, Issuer] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, given: Iterable[Material], *, offered: Iterable[Material] = (), first_use: bool = False) -> TrustStore:
        """A store of what the operator gives.

        Certificates in `offered` are trusted only where a link certificate proves them. `first_use` takes lists that
        verify to themselves alone, where no authority of their State was given.
        """
        return _Building(list(given), list(offered), first_use).store()

    @property
    def countries(self) -> tuple[str, ...]:
        """The States whose authorities are trusted."""
        return tuple(sorted({entry.certificate.country for entry in self.entries.values()}))

    def authorities(self, country: str) -> tuple[Entry, ...]:
        """The trusted authorities of a State, by its two letters, oldest first."""
        found = self._by["country"].get(country.upper(), ())
        return tuple(sorted(found, key=lambda entry: entry.certificate.not_before))

    def vouched_by(self, certificate: Certificate) -> tuple[str, ...]:
        """Who vouches for a certificate, in words; empty for one that is not trusted."""
        entry = self.entries.get(certificate.sha256)
        return tuple(vouch.words for vouch in entry.vouches) if entry else ()

    def issuer_of(self, certificate: Certificate) -> Issuer:
        """The trusted authority that signed a certificate; remembered, as a signer signs many documents."""
        known = self._remembered.get(certificate.sha256)
        if known is None:
            known = self._search(certificate)
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[certificate.sha256] = known
        return known

    def _search(self, certificate: Certificate) -> Issuer:
        """By key identifier, then everyone of the issuer's name, then everyone of its country."""
        own = self.entries.get(certificate.sha256)
        if own is not None:
            return Issuer(IssuerFound.FOUND, own)
        named = self._by["key"].get(certificate.issuer_key_identifier, ())
        candidates = {entry.certificate.sha256: entry for entry in named}
        for kind, value in (("name", certificate.issuer_key), ("country", certificate.issuer_country)):
            candidates |= {entry.certificate.sha256: entry for entry in self._by[kind].get(value, ())}
        verdict = Verdict.WRONG
        for entry in [one for one in candidates.values() if may_certify(one.certificate)][:_MOST_TRIED]:
            verdict = certificate.signed_by(entry.certificate.key)
            if verdict is Verdict.RIGHT:
                return Issuer(IssuerFound.FOUND, entry, len(candidates))
            if verdict is Verdict.ALGORITHM_UNKNOWN:
                return Issuer(IssuerFound.UNCHECKABLE, tried=len(candidates))
        # A key identifier made from the key names that key and no other: then somebody else signed in its name.
        # Other identifiers are only labels, and some States use one twice.
        for entry in named:
            holder = entry.certificate
            if holder.names_its_key and may_certify(holder) and holder.key.verdict is Verdict.RIGHT:
                return Issuer(IssuerFound.NOT_BY_NAMED_KEY, entry, len(candidates))
        return Issuer(IssuerFound.UNKNOWN, tried=len(candidates))

    def known_signers(self, block: SignerBlock) -> tuple[Certificate, ...]:
        """Signer certificates from a directory, for a document that does not carry its own."""
        return tuple(
            one
            for one in self.signers
            if (block.serial is not None and one.serial == block.serial)
            or (block.key_identifier and one.key_identifier == block.key_identifier)
        )[:_MOST_TRIED]

    def crls_of(self, country: str) -> tuple[CrlStanding, ...]:
        """The revocation lists of a State, the latest first."""
        found = [one for one in self.crls if one.crl.country == country.upper()]
        return tuple(sorted(found, key=lambda one: one.crl.issued_at, reverse=True))

    def to_json(self) -> dict[str, Any]:
        """The store in numbers, its lists and CRLs with their standing."""
        return {
            "authorities": len(self.entries),
            "countries": list(self.countries),
            "signers": len(self.signers),
            "lists": [
                {
                    **one.list.to_json(),
                    "standing": str(one.standing),
                    "trusted": one.standing.is_trusted,
                    "authority": one.authority.words if one.authority else None,
                }
                for one in self.lists
            ],
            "crls": [
                {**one.crl.to_json(), "authority": one.authority.words if one.authority else None} for one in self.crls
            ],
            "rejected": [{"where": one.where, "why": one.why} for one in self.rejected],
        }


class _Building:
    """A store while it is put together: anchors, then what links prove, then lists, then what they vouch for."""

    def __init__(self, given: list[Material], offered: list[Material], first_use: bool) -> None:
        self.given, self.offered, self.first_use = given, offered, first_use
        self.vouches: dict[str, dict[Vouch, None]] = {}
        self.certificates: dict[str, Certificate] = {}
        self.signers: dict[str, Certificate] = {}
        self.lists = _once(one for material in given for one in material.lists)
        self.crls = _once(one for material in [*given, *offered] for one in material.crls)

    def store(self) -> TrustStore:
        for material in self.given:
            for one in material.certificates:
                if is_authority(one):
                    self._vouch(one, Vouch("file", material.source))
                else:
                    self.signers[one.sha256] = one
        for material in self.offered:
            self.signers |= {one.sha256: one for one in material.certificates if not is_authority(one)}
        anchors = frozenset(self.certificates)
        sound = [found for found in self.lists if found.signature.verdict is Verdict.RIGHT]
        self._link([*self._offered(), *(one for found in sound for one in (*found.beside, *found.certificates))])
        roots = dict(self.certificates)
        standings = tuple(self._judge(found, anchors, roots) for found in self.lists)
        for found in (judged.list for judged in standings if judged.standing.is_trusted):
            for certificate in found.certificates:
                self._vouch(certificate, Vouch("list", found.name, found.edition))
        self._link(self._offered())
        entries = {sha: Entry(self.certificates[sha], tuple(found)) for sha, found in self.vouches.items()}
        by = _indexed(entries.values())
        crls = tuple(CrlStanding(one, _crl_authority(one, by)) for one in self.crls)
        rejected = tuple(
            Rejected(f"{material.source}: {one.where}" if one.where != material.source else one.where, one.why)
            for material in [*self.given, *self.offered]
            for one in (*material.rejected, *(bad for found in material.lists for bad in found.rejected))
        )
        return TrustStore(
            MappingProxyType(entries), tuple(self.signers.values()), standings, crls, rejected, MappingProxyType(by)
        )

    def _offered(self) -> list[Certificate]:
        return [one for material in self.offered for one in material.certificates]

    def _vouch(self, certificate: Certificate, vouch: Vouch) -> None:
        self.certificates[certificate.sha256] = certificate
        self.vouches.setdefault(certificate.sha256, {})[vouch] = None

    def _link(self, pool: Iterable[Certificate]) -> None:
        """Take what a trusted authority of the same State vouches for by a link.

        Here a certificate must say that it is an authority's: a document signer is certified by the same key.
        """
        waiting = {
            one.sha256: one for one in pool if one.sha256 not in self.certificates and one.country and one.is_authority
        }
        trusted: dict[str, list[Certificate]] = {}
        for one in self.certificates.values():
            trusted.setdefault(one.country, []).append(one)
        found = True
        while found:
            found = False
            for sha, one in list(waiting.items()):
                by = _linking(one, trusted.get(one.country, ()))
                if by is not None:
                    del waiting[sha]
                    self._vouch(one, Vouch("link", by.words))
                    trusted[one.country].append(one)
                    found = True

    def _judge(self, found: MasterList, anchors: frozenset[str], roots: Mapping[str, Certificate]) -> ListStanding:
        signer = found.signature.signer
        if found.signature.verdict is not Verdict.RIGHT or signer is None:
            return ListStanding(found, Standing.BROKEN)
        if asn1.MASTER_LIST_SIGNING not in signer.purposes and not is_authority(signer):
            return ListStanding(found, Standing.NOT_ENTITLED)
        if (at := found.signature.block.signed_at) and not signer.not_before <= at <= signer.not_after:
            return ListStanding(found, Standing.UNTIMELY)
        own = [one for one in roots.values() if one.country == signer.country]
        by = _certified(signer, own)
        if by is not None:
            if self._is_revoked(signer, own):
                return ListStanding(found, Standing.REVOKED, by)
            return ListStanding(found, Standing.ANCHORED if by.sha256 in anchors else Standing.LINKED, by)
        within = [one for one in (*found.beside, *found.certificates) if one.country == signer.country]
        itself = _certified(signer, [one for one in within if is_authority(one)])
        if itself is not None and self.first_use and not any(one.sha256 in anchors for one in own):
            return ListStanding(found, Standing.FIRST_USE, itself)
        return ListStanding(found, Standing.UNANCHORED, itself)

    def _is_revoked(self, signer: Certificate, own: Sequence[Certificate]) -> bool:
        """Whether any key of the State revoked a list signer: after a roll-over the new key signs for the old one."""
        named = [one for one in self.crls if signer.serial in one.revoked and name_key(one.issuer) == signer.issuer_key]
        return any(one.signed_by(by.key) is Verdict.RIGHT for one in named for by in own[:_MOST_TRIED])


def is_authority(certificate: Certificate) -> bool:
    """Whether a file that is given can be a signing authority's: it says so, or says nothing and has no other issuer.

    One that denies it vouches for nobody by being named. The few States' authorities that do deny it (Cameroon, Italy,
    Luxembourg, Portugal, Turkey, in the German lists of 2024 and 2026) are taken from a master list, which holds
    nothing but authorities and whose publisher vouches that they are; wherever they vouch, it is told (`unsaid`).
    """
    return says_authority(certificate) or (certificate.is_authority is None and certificate.is_self_issued)


def says_authority(certificate: Certificate) -> bool:
    """Whether a certificate itself says that it is an authority's (Doc 9303-12 7.1.1.3)."""
    return certificate.is_authority is True


def may_certify(certificate: Certificate) -> bool:
    """Whether a trusted certificate's key may sign others: its use says so, or nothing.

    The flag of an authority is no guide: those of several States deny being one (Doc 9303-12 7.1.1.3).
    """
    return not certificate.key_uses or bool({"key_cert_sign", "crl_sign"} & set(certificate.key_uses))


def _once(found: Iterable[Any]) -> list[Any]:
    return list({one.sha256: one for one in found}.values())


def _linking(one: Certificate, trusted: Sequence[Certificate]) -> Certificate | None:
    """The trusted authority that signed a certificate."""
    for by in trusted:
        if by.key.verdict is not Verdict.RIGHT or not may_certify(by):
            continue
        named = one.issuer_key_identifier in (b"", by.key_identifier) or one.issuer_key == by.subject_key
        if named and one.signed_by(by.key) is Verdict.RIGHT:
            return by
    return None


def _certified(signer: Certificate, authorities: Sequence[Certificate]) -> Certificate | None:
    """The authority that signed a list signer's certificate, or is the list signer itself."""
    likely = sorted(authorities, key=lambda by: by.key_identifier != signer.issuer_key_identifier)
    for by in likely[:_MOST_TRIED]:
        if by.sha256 == signer.sha256 or signer.signed_by(by.key) is Verdict.RIGHT:
            return by
    return None


def _indexed(entries: Iterable[Entry]) -> dict[str, dict[Any, list[Entry]]]:
    by: dict[str, dict[Any, list[Entry]]] = {"key": {}, "name": {}, "country": {}}
    for entry in entries:
        one = entry.certificate
        for kind, value in (("key", one.key_identifier), ("name", one.subject_key), ("country", one.country)):
            if value:
                by[kind].setdefault(value, []).append(entry)
    return by


def _crl_authority(crl: RevocationList, by: Mapping[str, Mapping[Any, Sequence[Entry]]]) -> Certificate | None:
    """The trusted authority of the same State that signed a revocation list: after a roll-over, any of its keys may."""
    named = [
        entry for entry in by["key"].get(crl.issuer_key_identifier, ()) if entry.certificate.country == crl.country
    ]
    for entry in [*named, *by["country"].get(crl.country, ())][:_MOST_TRIED]:
        if crl.signed_by(entry.certificate.key) is Verdict.RIGHT:
            return entry.certificate
    return None


# -- what an import changes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new store trusts that the old did not, what no more, and what others vouch for now."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    revouched: tuple[tuple[Entry, Entry], ...]

    def to_json(self) -> dict[str, Any]:
        """The difference as it is shown before an import is accepted."""
        return {
            "added": [_shown(entry) for entry in self.added],
            "removed": [_shown(entry) for entry in self.removed],
            "revouched": [
                {**_shown(after), "vouched_by_before": [vouch.words for vouch in before.vouches]}
                for before, after in self.revouched
            ],
        }


def _shown(entry: Entry) -> dict[str, Any]:
    return {**entry.certificate.to_json(), "vouched_by": [vouch.words for vouch in entry.vouches]}


def difference(before: TrustStore, after: TrustStore) -> Difference:
    """What changes when one store takes the place of another, by country and age."""

    def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        return tuple(sorted(entries, key=lambda one: (one.certificate.country, one.certificate.not_before)))

    old, new = before.entries, after.entries
    both = [(old[sha], new[sha]) for sha in old.keys() & new.keys()]
    changed = [pair for pair in both if set(pair[0].vouches) != set(pair[1].vouches)]
    return Difference(
        ordered(new[sha] for sha in new.keys() - old.keys()),
        ordered(old[sha] for sha in old.keys() - new.keys()),
        tuple(sorted(changed, key=lambda pair: (pair[1].certificate.country, pair[1].certificate.not_before))),
    )
