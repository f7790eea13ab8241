"""The words beside the codes of what a chip showed, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "chip.access.passed": N_("The chip opened with {protocol}."),
    "chip.access.unsure": N_("The chip gives its files without any key: no chip of these days does."),
    "chip.access.failed": N_("The chip does not open with the key made from this document: compare the fields below."),
    "chip.access.not_done": N_("The chip could not be opened: {why}."),
    "chip.access_alternative.unsure": N_(
        "The chip did not open with the fields as read; it opened with the {fields} read as {value}."
    ),
    "chip.pace.unsure": N_("The chip offers PACE, but {why}; it opened with the older Basic Access Control."),
    "chip.pace.not_done": N_("The chip offers PACE only in a way that is not known here: {offered}."),
    "chip.recheck.number.failed": N_("The check digit of the document number {printed} is wrong: read it again."),
    "chip.recheck.number.unsure": N_(
        "Compare the document number {printed} with the page; easily taken for another: {alike}."
    ),
    "chip.recheck.birth.failed": N_("The check digit of the date of birth {printed} is wrong: read it again."),
    "chip.recheck.birth.unsure": N_("Compare the date of birth {printed} with the page."),
    "chip.recheck.expiry.failed": N_("The check digit of the date of expiry {printed} is wrong: read it again."),
    "chip.recheck.expiry.unsure": N_("Compare the date of expiry {printed} with the page."),
    "chip.recheck.can.unsure": N_("Compare the card access number {printed} with the one printed on the page."),
    "chip.messaging.failed": N_("An answer of the chip did not bear the seal of the session: {why}."),
    "chip.messaging.unsure": N_("The chip ended the session and was opened again: {why}."),
    "chip.complete.passed": N_("Every file that the chip may give was read: {count}."),
    "chip.complete.unsure": N_("The card was removed before the end. Read: {read}. Not read: {left}."),
    "chip.complete.failed": N_("The chip broke off: {why}. Read: {read}. Not read: {left}."),
    "chip.resumed.passed": N_("The reading went on where it had stopped: the same signed document is on the reader."),
    "chip.resumed.failed": N_("Another document is on the reader: nothing of the earlier reading was kept."),
    "chip.list.passed": N_("The chip's own list of files agrees with the signed one."),
    "chip.list.unsure": N_(
        "The chip's own list of files differs from the signed one; left out: {left_out}; added: {added}."
    ),
    "chip.list.not_done": N_("The list of files could not be compared with the signed one."),
    "chip.file.passed": N_("{file} was read: {size} octets."),
    "chip.file.not_done": N_("{file} was not read."),
    "chip.file_cut.not_done": N_("{file} was read in part: {received} of {size} octets."),
    "chip.file_missing.failed": N_("The chip does not hold {file}, although it is listed."),
    "chip.file_refused.unsure": N_("The chip does not give out {file}: status {status}."),
    "chip.file_broken.failed": N_("{file} is not written as the standard has it: {why}."),
    "chip.biometrics.not_done": N_("{file} is never read here: fingerprints and irises stay with the State."),
    "chip.active_authentication.passed": N_("The chip signed our challenge with its own key ({algorithm}, {hash})."),
    "chip.active_authentication.failed": N_("The chip cannot sign with the key of its document: {why}."),
    "chip.active_authentication.unsure": N_("Whether the chip can sign with its own key stays open: {why}."),
    "chip.active_authentication.not_done": N_("The chip holds no key to sign with (it has no DG15)."),
    "chip.chip_authentication.passed": N_("The chip has the secret of the key in DG14 ({algorithm})."),
    "chip.chip_authentication.failed": N_("The chip does not have the secret of the key in DG14: {why}."),
    "chip.chip_authentication.unsure": N_("Whether the chip has the secret of the key in DG14 stays open: {why}."),
    "chip.chip_authentication.not_done": N_("The chip holds no key to agree with (DG14 has none)."),
    "chip.mapping_authentication.passed": N_("The chip proved itself while it opened, with the key of {file}."),
    "chip.mapping_authentication.failed": N_("The chip opened without the secret of its own key: {why}."),
    "chip.mapping_authentication.unsure": N_("Whether the chip proved itself while it opened stays open: {why}."),
    "chip.clone.passed": N_(
        "The chip is no copy: it holds the secret of the key in {file}, which counts where the State signed that file."
    ),
    "chip.clone.failed": N_("The chip may be a copy: it does not hold the secret that the issued chip has."),
    "chip.clone.unsure": N_(
        "Whether the chip is a copy stays open: what it offers as proof was not finished ({offered})."
    ),
    "chip.clone.not_done": N_("Whether the chip is a copy cannot be told: it offers no proof."),
    "chip.clone_key.unsure": N_(
        "The chip proved itself with a key in {file}, but the State is not known to have signed that file: a copy can"
        " bring one along."
    ),
    "chip.ways.passed": N_("The ways of opening that the chip announces are the signed ones."),
    "chip.ways.unsure": N_(
        "The ways of opening that the chip announces differ from the signed ones; left out: {left_out}; added: {added}."
    ),
    "chip.ways.not_done": N_(
        "The ways of opening that the chip announces could not be compared: no DG14 that was read repeats them."
    ),
    "chip.evidence.passed": N_(
        "The evidence file can be read: {files} files and {proofs} proofs; it does not itself prove who made it."
    ),
    "chip.evidence.unsure": N_(
        "The evidence file was changed after it was written: its {files} files and {proofs} proofs are judged as they"
        " stand now."
    ),
    "chip.transcript.passed": N_("What the evidence file says was done fits the files it holds ({protocol})."),
    "chip.transcript.unsure": N_(
        "What the evidence file says was done ({protocol}) does not fit the files it holds: {why}."
    ),
}
