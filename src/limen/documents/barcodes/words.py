"""The words beside the codes of boarding passes and licences, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "boarding_pass.structure.passed": N_("The boarding pass is whole: {legs} legs."),
    "boarding_pass.structure.unsure": N_("The boarding pass is cut short or holds more than its sizes say: {where}."),
    "boarding_pass.day.unsure": N_("Leg {leg}, flight {flight}: {printed} is no day of a year."),
    "boarding_pass.flight.passed": N_("Leg {leg}, flight {flight}, is on {date_words}."),
    "boarding_pass.flight.unsure": N_("Leg {leg}, flight {flight}, is on {date_words}: not today."),
    "boarding_pass.route.passed": N_("Each leg begins where the one before it ends."),
    "boarding_pass.route.unsure": N_("A leg ends at {place} and the next begins elsewhere."),
    "boarding_pass.security.not_done": N_(
        "The airline's security data (kind {kind}) was not checked: it holds the key."
    ),
    "boarding_pass.unsigned.not_done": N_("Nobody signed this boarding pass: anyone can print one like it."),
    "boarding_pass.documents_checked.passed": N_("The airline says it checked the travel documents."),
    "boarding_pass.documents_checked.unsure": N_("The airline says the travel documents must still be checked."),
    "boarding_pass.documents_checked.not_done": N_("The airline does not say whether it checked the travel documents."),
    "licence.structure.passed": N_("The barcode of the licence is whole."),
    "licence.structure.unsure": N_("The barcode of the licence is not where its header says: {where}."),
    "licence.issuer.passed": N_("The issuer {number} is {name}."),
    "licence.issuer.unsure": N_("The issuer {number} is in no list."),
    "licence.elements.passed": N_("Number, birth and expiry are there, of {count} elements."),
    "licence.elements.unsure": N_("Elements that every licence must have are missing: {missing}."),
    "licence.day.unsure": N_("The date {field} is none in the issuer's order: {printed}."),
    "licence.days.passed": N_("Birth, issue and expiry follow each other."),
    "licence.days.failed": N_("Birth, issue and expiry do not follow each other."),
    "licence.days.not_done": N_("There are not two dates to compare."),
    "licence.expiry.passed": N_("The licence is valid until {date_words}."),
    "licence.expiry.failed": N_("The licence expired on {date_words}."),
    "licence.expiry.not_done": N_("The licence does not say until when it is valid."),
    "licence.unsigned.not_done": N_("Nobody signs such a barcode: compare it with the face of the card."),
}
