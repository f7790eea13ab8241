"""The words beside the codes of this room's MRZ checks, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "mrz.structure.passed": N_("The lines have the size of a {format} document."),
    "mrz.structure.unsure": N_(
        "The length of line {line} is {found} instead of {expected}; only fillers were added or left out."
    ),
    "mrz.structure.failed": N_("The length of line {line} is {found} instead of {expected}; fields may be shifted."),
    "mrz.characters.passed": N_("Every character is one that an MRZ may hold."),
    "mrz.characters.failed": N_("Characters that no MRZ may hold: {count}, the first is {character}."),
    "mrz.document_code.passed": N_("Document code {code} is one of this format."),
    "mrz.document_code.unsure": N_(
        "Document code {code} has no harmonised second letter, yet the document runs past 2037."
    ),
    "mrz.document_code.failed": N_("Document code {code} is not allowed in a {format} document."),
    "mrz.issuer.passed": N_("The issuer {code} is {name}."),
    "mrz.issuer.unsure": N_("The issuer code {code} is not one that documents print; it may be {name}."),
    "mrz.issuer.failed": N_("The issuer code {code} is in no list."),
    "mrz.nationality.passed": N_("The nationality {code} is {name}."),
    "mrz.nationality.unsure": N_("The nationality code {code} is not one that documents print; it may be {name}."),
    "mrz.nationality.failed": N_("The nationality code {code} is in no list."),
    "mrz.nationality.not_done": N_("The document prints no nationality."),
    "mrz.number.passed": N_("The document number is complete."),
    "mrz.number.failed": N_("The document number is missing or holds what a number may not hold."),
    "mrz.check_digit.number.passed": N_("The check digit of the document number is right."),
    "mrz.check_digit.number.failed": N_(
        "The check digit of the document number is {printed}, it should be {expected}."
    ),
    "mrz.check_digit.birth.passed": N_("The check digit of the date of birth is right."),
    "mrz.check_digit.birth.failed": N_("The check digit of the date of birth is {printed}, it should be {expected}."),
    "mrz.check_digit.expiry.passed": N_("The check digit of the date of expiry is right."),
    "mrz.check_digit.expiry.failed": N_("The check digit of the date of expiry is {printed}, it should be {expected}."),
    "mrz.check_digit.optional.passed": N_("The check digit of the personal number is right."),
    "mrz.check_digit.optional.failed": N_(
        "The check digit of the personal number is {printed}, it should be {expected}."
    ),
    "mrz.check_digit.composite.passed": N_("The check digit over all fields is right."),
    "mrz.check_digit.composite.failed": N_("The check digit over all fields is {printed}, it should be {expected}."),
    "mrz.birth_date.passed": N_("The date of birth is a day of the calendar, known to the {known}."),
    "mrz.birth_date.unsure": N_("The year of birth is not known, so the date {printed} has no age."),
    "mrz.birth_date.failed": N_("{printed} is no date of birth."),
    "mrz.birth_date.not_done": N_("The date of birth is not known to the issuer."),
    "mrz.birth_century.passed": N_(
        "The year of birth is taken as {year}: {other} would not be the birth of the living."
    ),
    "mrz.birth_century.unsure": N_("The year of birth may be {year} or {other}: look at the holder."),
    "mrz.birth_century.not_done": N_("No year of birth to tell the century of."),
    "mrz.sex.passed": N_("The sex is printed as {printed}."),
    "mrz.sex.unsure": N_("The sex is printed as X; an MRZ prints unspecified as a filler."),
    "mrz.sex.failed": N_("{printed} is no sex that an MRZ prints."),
    "mrz.expiry_date.passed": N_("The date of expiry is a day of the calendar."),
    "mrz.expiry_date.unsure": N_("The date of expiry {printed} is not complete; only a date of birth may be unknown."),
    "mrz.expiry_date.failed": N_("{printed} is no date of expiry."),
    "mrz.expiry_date.not_done": N_("The document prints no date of expiry."),
    "mrz.expiry_century.passed": N_("The year of expiry is taken as {year}, the nearest to the day of reading."),
    "mrz.expiry_century.unsure": N_("The year of expiry is taken as {year}, further off than documents are valid."),
    "mrz.expiry_century.not_done": N_("No year of expiry to tell the century of."),
    "mrz.expiry.passed": N_("The document is valid until {date_words}: {days_words} left."),
    "mrz.expiry.unsure": N_("The document expires within {date_words}; the day is not printed."),
    "mrz.expiry.failed": N_("The document expired on {date_words}, {days_words} ago."),
    "mrz.expiry.not_done": N_("No date of expiry to compare with the day of reading."),
    "mrz.name.passed": N_("The name is written as an MRZ writes names."),
    "mrz.name.unsure": N_("The name holds a filler more than an MRZ writes: check which part is the surname."),
    "mrz.name.failed": N_("The name is missing or holds what a name may not hold."),
    "mrz.name_truncated.passed": N_("The name ends before its field does: it is whole."),
    "mrz.name_truncated.unsure": N_("The name fills its field: it may be cut."),
    "mrz.repair.scanner": N_("{was} and {might_be} look alike to a scanner."),
    "mrz.repair.transposed": N_("Two neighbouring characters may be exchanged."),
    "mrz.repair.key": N_("{was} and {might_be} are neighbouring keys."),
    "mrz.repair.filler": N_("A filler may have been read as a letter, or a letter as a filler."),
}
