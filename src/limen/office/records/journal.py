"""The journal: an append-only Merkle log (RFC 6962) per node, written in the transaction of the act it records.

An entry holds ids and a salted digest; what the digest covers stands apart (`JournalPayload`), so that it can be
masked under law without breaking the log. Signed checkpoints and the list of leaves they cover are kept outside the
database (`actions.checkpointing`): with them, change, deletion, reordering and a tail cut are found even when the
triggers were dropped. docs/threat-model.md says what this does and does not prove.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from limen.office.records.merkle import Frontier, leaf_hash
from limen.office.records.models import JournalEntry, JournalHead, JournalPayload
from limen.office.records.models.row import this_node
from limen.vocabulary.evidence import N_

# The verbs of the journal and what each records: the officer guide prints this table.
VERBS: Mapping[str, str] = {
    "open": N_("a case was opened at a desk"),
    "read": N_("a document was read, checked and screened"),
    "answer": N_("an answer or an officer's finding was recorded"),
    "note_flight": N_("what a traveller came or goes by was noted, or that it is not known"),
    "note_document_seen": N_("a document of the checklist was noted as seen, or as asked for and not shown"),
    "reassess": N_("the checks and the law were asked again, because lists or law had changed"),
    "resolve_hit": N_("a list hit was resolved: same, not the same, or inconclusive"),
    "agree_hit": N_("a second officer agreed to what the first found of a list hit, which took effect"),
    "return_hit": N_("a second officer did not agree to what the first found of a list hit, which stays open"),
    "override_hit": N_("a chief ordered by name that an unresolved list hit keeps one traveller waiting no longer"),
    "reopen_hit": N_("“not the same” was taken back, with the reason, wherever it was relied on"),
    "see_hits": N_("the list hits of the post were looked at"),
    "claim_hit": N_("an officer took a list hit to work on"),
    "release_hit": N_("an officer gave a list hit back"),
    "take_over_hit": N_("a chief took a list hit over from an officer who had gone off duty"),
    "settle_discreet_hit": N_("a hit on a discreet list was resolved by somebody cleared for it"),
    "see_watched_hits": N_("an officer who watches a list saw its hits: the receipt"),
    "notify_owner": N_("the owner of a list was told of a hit; written before the message went out"),
    "owner_received": N_("the owner’s receipt for a message about a hit was recorded, or that none came"),
    "owner_answered": N_("what the owner of a list answered about a hit was recorded, or that nothing had come"),
    "owner_not_told": N_("a message to the owner of a list was refused, and why"),
    "confirm_history": N_("a proposed earlier movement was confirmed or rejected as the same person's"),
    "admit": N_("a traveller was admitted"),
    "depart": N_("a traveller departed"),
    "note_overstay": N_("an overstay was noted at exit"),
    "refuse": N_("a refusal was proposed, waiting for its second signature"),
    "countersign": N_("a second officer signed a refusal, which took effect"),
    "return_refusal": N_("a second officer sent a proposed refusal back"),
    "hold": N_("a provisional hold began"),
    "review_hold": N_("a provisional hold was reviewed and ended"),
    "refer_secondary": N_("a traveller was referred to secondary examination"),
    "withdraw": N_("somebody was let take their application back and leave"),
    "refer_hearing": N_("somebody was sent to a hearing, or that was proposed"),
    "report": N_("somebody was reported, waiting for another officer’s decision"),
    "issue_order": N_("a report was answered with an order to leave"),
    "agree_hearing": N_("a report was answered by sending it to a hearing"),
    "take_no_step": N_("a report was answered with no step"),
    "parole": N_("somebody was let in for a time without being admitted"),
    "defer": N_("somebody was let in to come back by a day, undecided"),
    "detain": N_("a detention began"),
    "continue_detention": N_("a detention was reviewed and goes on"),
    "release": N_("a detention was reviewed and ended"),
    "take": N_("a referred traveller was taken by an officer"),
    "return_to_primary": N_("a referred traveller was sent back to the first officer with the result"),
    "hand_over": N_("an examination was handed over to another officer"),
    "start_interview": N_("an interview began"),
    "add_line": N_("lines were added to the record of an interview"),
    "end_interview": N_("an interview ended, with its read-back"),
    "refer_protection": N_("words of fear were recorded and the person referred to protection"),
    "refer_child_protection": N_("a child was referred to child protection"),
    "refer_victim": N_("somebody who may be a victim of trafficking was referred to who helps victims"),
    "note_sign": N_("a sign that somebody may need help was noted"),
    "note_told": N_("a right, a duty or a question of the phrasebook was told to the person"),
    "note_statement": N_("what a source says was taken down, to be compared"),
    "withdraw_statement": N_("what a source was said to say was taken back"),
    "put_difference": N_("a difference between two sources was put to the person"),
    "weigh_difference": N_("a difference between two sources was weighed"),
    "serve": N_("a notice was served"),
    "abandon": N_("a case was closed without a decision"),
    "correct": N_("a wrong key was undone; both values stay"),
    "open_unit": N_("a unit was opened: a family, a car, a coach, a group"),
    "answer_unit": N_("an answer was recorded for several persons of a unit"),
    "admit_unit": N_("persons of a unit were admitted in one act, each by a decision of their own"),
    "depart_unit": N_("persons of a unit departed in one act, each by a decision of their own"),
    "close_unit": N_("a unit was closed by hand"),
    "see_unit": N_("a unit was looked at"),
    "see_case": N_("a case was opened to be read"),
    "see_person": N_("a person's record was read"),
    "find": N_("a person or a case was looked for, for a stated purpose"),
    "see_register": N_("the register was searched"),
    "see_notice": N_("a notice was opened"),
    "see_journal": N_("the journal was read"),
    "see_shift": N_("the shift was looked at by who commands it"),
    "relax_checks": N_("checks were relaxed at a post, by order and within what the law lets be left out"),
    "restore_checks": N_("every check was made again at a post"),
    "import_list": N_("a list was imported"),
    "stage_list": N_("a version of a list was read, and waits"),
    "release_list": N_("a version of a list came into service"),
    "change_list": N_("a version of a list was laid beside the one in service that is used otherwise, and waits"),
    "accept_lists": N_("a copy of lists from another office came into service whole"),
    "trust_issuer": N_("an office was named whose copies of lists are taken in, or is no longer"),
    "rehearse_list": N_("somebody looked what another threshold of a list would have done"),
    "copy_lists": N_("the lists were copied for a post without a network"),
    "discard_list": N_("a version of a list that waited was discarded"),
    "propose_entry": N_("an entry of an officers’ list was proposed"),
    "agree_entry": N_("a second officer put an entry of an officers’ list in force"),
    "return_entry": N_("a second officer sent a proposed entry back"),
    "end_entry": N_("an entry of an officers’ list was ended, or its proposal withdrawn"),
    "review_entry": N_("an entry of an officers’ list was looked at again and kept"),
    "rescreen": N_("people the office knows were compared with entries that came later"),
    "settle_later_hit": N_("somebody found by a later entry was looked at, or settled"),
    "settle_double": N_("two persons on record were found to be one, or two"),
    "reopen_double": N_("what was found of two persons on record was taken back"),
    "declare_interests": N_("an account’s family and addresses were declared, whom its acts on lists may not concern"),
    "examine_page": N_("a picture of a page was looked at"),
    "examine_chip": N_("a chip was read and judged"),
    "examine_seal": N_("a seal was read and judged"),
    "look_closer": N_("an officer recorded what their own eye found of a document"),
    "ask_register": N_("another’s register was asked about a document; written before the question went out"),
    "register_answered": N_("what another’s register answered about a document was recorded, or that it did not"),
    "connect_register": N_("a post was connected with another’s register of lost documents, or no longer"),
    "compare_faces": N_("a live picture of the traveller was compared with the portrait of the document"),
    "erase_photo": N_("a picture was erased; what was found in it stays"),
    "see_document": N_("the pictures and checks of a document were looked at"),
    "offer_trust": N_("certificates were taken to be compared with those in service"),
    "import_trust": N_("certificates were put in service"),
    "import_library": N_("a reference library was imported"),
    "export_library": N_("the reference library was handed on as a file"),
    "withdraw_entry": N_("an entry of the reference library was withdrawn, with the reason"),
    "pair_reader": N_("a desk offered a code to a reader program, or the reader was paired with it"),
    "unpair_reader": N_("a reader program was taken from a desk"),
    "deliver": N_("a paired reader delivered a reading to a desk"),
    "lapse_deliveries": N_("what readers delivered was emptied, past the time a post keeps it"),
    "settle_delivery": N_("what a reader delivered was opened at the desk, or laid aside"),
    "begin_draft": N_("a draft of a law was begun from a release"),
    "edit_draft": N_("a change was made to a draft of a law"),
    "undo_edit": N_("the last change to a draft of a law was undone"),
    "move_draft": N_("a draft of a law was moved to a newer release"),
    "take_draft": N_("an officer took over a draft of a law"),
    "drop_draft": N_("a draft of a law was given up"),
    "send_draft": N_("a draft of a law was sent to be released"),
    "propose_law": N_("a release of a law was proposed"),
    "release_law": N_("a law pack was released for use"),
    "return_law": N_("a proposed release of a law was sent back"),
    "withdraw_law": N_("a release of a law was withdrawn before it commenced"),
    "rehearse_law": N_("a release of a law was rehearsed on the kept cases"),
    "read_bulletin": N_("an officer read what a new law changes"),
    "begin_practice": N_("a case to practise on was begun; it concerns nobody"),
    "ask_in_practice": N_("a question was asked in a practised case"),
    "find_in_practice": N_("an officer's own finding was recorded in a practised case"),
    "decide_practice": N_("a practised case was decided and marked"),
    "begin_exam": N_("a set of exam items was begun; it concerns nobody"),
    "answer_exam": N_("a set of exam items was answered and marked"),
    "see_practice": N_("a trainer looked at what an officer practised"),
    "manage_officers": N_("an account, a post or a duty was made or changed"),
    "sign_in": N_("an officer signed in"),
    "sign_out": N_("an officer signed out"),
    "not_permitted": N_("somebody tried what they may not do"),
    "mask": N_("an entry's payload was masked under law"),
}


def canonical(value: object) -> str:
    """One text for one value: sorted keys, no spaces, nothing but JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment(at: datetime) -> str:
    """A moment as the journal writes it: UTC, microseconds, whatever engine gave it back."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an act happened and which act it was: the client's idempotency key, its clock, the server's, the zone."""

    key: uuid.UUID
    at: datetime
    client_at: datetime | None = None
    zone: str = "UTC"


def append(
    *,
    stamp: Stamp,
    verb: str,
    officer: str,
    post: str,
    payload: Mapping[str, Any],
    case: str = "",
    person: str = "",
    result: str = "",
) -> JournalEntry:
    """Append one entry inside the caller's transaction. Raises KeyError for a verb the journal does not have."""
    VERBS[verb]
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry is written in the transaction of its act, or not at all")
    node = this_node()
    # The head is locked first: on PostgreSQL this is what puts acts in one order; on SQLite the writer lock has.
    head, _ = JournalHead.objects.select_for_update().get_or_create(
        node=node, defaults={"frontier": Frontier().to_json()}
    )
    frontier = Frontier.from_json(head.frontier)
    salt = secrets.token_hex(16)
    content = canonical(payload)
    entry = JournalEntry(
        node=node,
        seq=frontier.size,
        at=stamp.at,
        client_at=stamp.client_at,
        zone=stamp.zone,
        verb=verb,
        officer=officer,
        post=post,
        case=case,
        person=person,
        act_key=str(stamp.key),
        result=result,
        payload_digest=_payload_digest(salt, content),
    )
    entry.leaf = leaf_of(entry)
    head.frontier = frontier.append(bytes.fromhex(entry.leaf)).to_json()
    entry.save(force_insert=True)
    JournalPayload.objects.create(entry=entry, salt=salt, content=content)
    JournalHead.objects.filter(node=node).update(frontier=head.frontier)
    return entry


def earlier(key: uuid.UUID) -> JournalEntry | None:
    """The entry an idempotency key already made on this node, if it did."""
    return JournalEntry.objects.filter(node=this_node(), act_key=str(key)).first()


def _payload_digest(salt: str, content: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + content.encode()).hexdigest()


def leaf_of(entry: JournalEntry) -> str:
    """The RFC 6962 leaf hash (hex) of everything an entry says."""
    said = {
        "id": str(entry.id),
        "node": entry.node,
        "seq": entry.seq,
        "at": moment(entry.at),
        "client_at": moment(entry.client_at) if entry.client_at else None,
        "zone": entry.zone,
        "verb": entry.verb,
        "officer": entry.officer,
        "post": entry.post,
        "case": entry.case,
        "person": entry.person,
        "act_key": entry.act_key,
        "result": entry.result,
        "payload_digest": entry.payload_digest,
    }
    return leaf_hash(canonical(said).encode()).hex()


@dataclass(frozen=True, slots=True)
class Breach:
    """The first place where the journal is not what it was: entry number, what is wrong, in words."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how many entries, the root, how many of them a checkpoint vouches for."""

    node: str
    entries: int
    root: str
    witnessed: int
    breach: Breach | None = None


def verify(node: str, witnessed: Sequence[str], roots: Mapping[int, bytes]) -> Verified:
    """Recompute the whole log of a node from its rows.

    `witnessed` are the leaf hashes (hex) kept outside the database, in order; `roots` the Merkle roots of the signed
    checkpoints by size. The first broken entry is named by its number. Entries past the last checkpoint are checked
    against the head only: a crash leaves such a tail, it is no tampering.
    """
    # The head is read before the entries: an act that is recorded meanwhile only adds entries past it.
    head = JournalHead.objects.filter(node=node).first()
    stated = Frontier.from_json(head.frontier) if head else Frontier()
    masked = set(JournalEntry.objects.filter(node=node, verb="mask").values_list("result", flat=True))
    frontier, at_head = Frontier(), Frontier() if not stated.size else None
    expected = 0
    for entry in _entries(node):
        if breach := _check(entry, expected, witnessed, masked):
            return Verified(node, expected, frontier.root().hex(), len(witnessed), breach)
        frontier = frontier.append(bytes.fromhex(entry.leaf))
        expected += 1
        at_head = frontier if expected == stated.size else at_head
        if expected in roots and roots[expected] != frontier.root():
            breach = Breach(expected - 1, "the tree up to this entry has not the root its signed checkpoint states")
            return Verified(node, expected, frontier.root().hex(), len(witnessed), breach)
    return Verified(
        node, expected, frontier.root().hex(), len(witnessed), _tail(frontier.size, stated, at_head, witnessed, roots)
    )


def _entries(node: str) -> Iterator[JournalEntry]:
    return JournalEntry.objects.filter(node=node).select_related("payload").order_by("seq").iterator(chunk_size=2000)


def _check(entry: JournalEntry, expected: int, witnessed: Sequence[str], masked: Container[str]) -> Breach | None:
    if entry.seq != expected:
        return Breach(expected, f"this entry is missing: entry {entry.seq} follows {expected - 1}")
    if leaf_of(entry) != entry.leaf:
        return Breach(expected, "this entry was changed: its content has not the hash it was written with")
    if expected < len(witnessed) and witnessed[expected] != entry.leaf:
        return Breach(expected, "this is not the entry that the signed checkpoints vouch for: changed or moved")
    try:
        payload = entry.payload
    except JournalPayload.DoesNotExist:
        return Breach(expected, "the payload of this entry was deleted")
    if payload.masked_at is not None:
        if str(entry.seq) not in masked or payload.content or payload.salt:
            return Breach(expected, "the payload of this entry was masked, and no entry of the journal says so")
        return None
    if _payload_digest(payload.salt, payload.content) != entry.payload_digest:
        return Breach(expected, "the payload of this entry was changed")
    return None


def _tail(
    size: int, stated: Frontier, at_head: Frontier | None, witnessed: Sequence[str], roots: Iterable[int]
) -> Breach | None:
    vouched = max([len(witnessed), *roots], default=0)
    if size < vouched:
        return Breach(size, f"the tail was cut: signed checkpoints vouch for {vouched} entries, {size} are left")
    if size < stated.size:
        return Breach(size, f"the tail was cut: the head states {stated.size} entries, {size} are left")
    if at_head is None or at_head.root() != stated.root():
        return Breach(max(size - 1, 0), "the head of the journal does not state the tree of its entries")
    return None
