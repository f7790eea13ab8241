"""Rows, by subject: who serves where, who came, what happened to a case, which lists and laws, what was journaled."""

from limen.office.records.models.asking import DifferencePut, Sign, Statement, Told, Weighing
from limen.office.records.models.cases import (
    Answer,
    Assessment,
    Case,
    Correction,
    Countersignature,
    Decision,
    HistoryLink,
    Hit,
    Hold,
    Notice,
    Reading,
    Referral,
    Service,
)
from limen.office.records.models.checklists import PaperSeen
from limen.office.records.models.copies import ListCopy, ListIssuer
from limen.office.records.models.drafts import LawDraft
from limen.office.records.models.entries import LaterHit, NationalEntry, Rescreening
from limen.office.records.models.examinations import Examination, Picture, TrustSource
from limen.office.records.models.hits import HitOverride, HitWatch, OwnerNotice
from limen.office.records.models.interviews import Interview, InterviewLine
from limen.office.records.models.law import BulletinReading
from limen.office.records.models.ledger import JournalEntry, JournalHead, JournalPayload, Kept
from limen.office.records.models.lists import PackRelease, WatchList
from limen.office.records.models.people import Document, Movement, NameKey, Person
from limen.office.records.models.practice import PracticeRun
from limen.office.records.models.readers import Delivery, PairedReader
from limen.office.records.models.reference import LibraryEntry
from limen.office.records.models.registers import ConnectedRegister, Inquiry
from limen.office.records.models.shifts import Relaxation
from limen.office.records.models.staff import Account, Duty, Post
from limen.office.records.models.units import Unit

__all__ = [
    "Account",
    "Answer",
    "Assessment",
    "BulletinReading",
    "Case",
    "ConnectedRegister",
    "Correction",
    "Countersignature",
    "Decision",
    "Delivery",
    "DifferencePut",
    "Document",
    "Duty",
    "Examination",
    "HistoryLink",
    "Hit",
    "HitOverride",
    "HitWatch",
    "Hold",
    "Inquiry",
    "Interview",
    "InterviewLine",
    "JournalEntry",
    "JournalHead",
    "JournalPayload",
    "Kept",
    "LaterHit",
    "LawDraft",
    "LibraryEntry",
    "ListCopy",
    "ListIssuer",
    "Movement",
    "NameKey",
    "NationalEntry",
    "Notice",
    "OwnerNotice",
    "PackRelease",
    "PairedReader",
    "PaperSeen",
    "Person",
    "Picture",
    "Post",
    "PracticeRun",
    "Reading",
    "Referral",
    "Relaxation",
    "Rescreening",
    "Service",
    "Sign",
    "Statement",
    "Told",
    "TrustSource",
    "Unit",
    "WatchList",
    "Weighing",
]
