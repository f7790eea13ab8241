"""The words beside the codes of passive authentication and of trust, as English templates for translation."""

from __future__ import annotations

from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "passive.structure.passed": N_("The security object lists {groups} groups by their {hash}."),
    "passive.structure.unsure": N_("The security object can be read but is not as the standard wants it: {flaw}."),
    "passive.structure.failed": N_("The security object cannot be read: {why}."),
    "passive.structure.not_done": N_("The chip's security object was not read: nothing it holds can be checked."),
    "passive.group.passed": N_("{group} is as the security object says."),
    "passive.group.failed": N_("{group} is not what the security object says: it was changed after it was signed."),
    "passive.group.unsure": N_("{group} cannot be compared: its hash is of a kind that is not used ({hash})."),
    "passive.group.not_done": N_("{group} was not compared: there is no security object to compare it with."),
    "passive.group_unread.not_done": N_("{group} is in the security object but was not read."),
    "passive.group_protected.not_done": N_("{group} was not read: only States with the issuer's consent may read it."),
    "passive.group_unsigned.failed": N_("{group} is not in the security object: nobody signed it."),
    "passive.group_mandatory.failed": N_("The security object has no hash of {group}, which every passport must hold."),
    "passive.announced.passed": N_("The chip's own list of its groups is the one that was signed."),
    "passive.announced.unsure": N_("The chip's own list of its groups, which nobody signs, differs at {groups}."),
    "passive.announced.not_done": N_("The chip's own list of its groups was not read."),
    "passive.signature.passed": N_("The security object was signed by {signer} ({algorithm})."),
    "passive.signature.failed": N_("The signature of the security object is wrong."),
    "passive.signature.unsure": N_(
        "The signature of the security object was made in a way that is not known: {algorithm}."
    ),
    "passive.signature.not_done": N_("No signature to check: the security object was not read."),
    "passive.signature_content.failed": N_(
        "The signed hash is not that of the security object's list: it was changed."
    ),
    "passive.signature_absent.failed": N_("Nobody signed the security object."),
    "passive.signer_absent.unsure": N_(
        "The certificate of whoever signed the security object is neither in it nor known."
    ),
    "passive.signer_curve.unsure": N_(
        "The signer's key cannot be used ({flaw}): its curve or its kind is none that is known and trusted."
    ),
    "passive.signer_curve.failed": N_(
        "The signer's key imitates the curve {imitates} with parameters of its own: anyone can make such a key."
    ),
    "passive.chain.passed": N_("The signer was certified by {issuer}, for whom {vouchers} vouch."),
    "passive.chain.unsure": N_("The store knows nobody of {country} who certified this signer; {tried} were tried."),
    "passive.chain.failed": N_("The signer names the authority {issuer}, whose key did not certify it."),
    "passive.chain.not_done": N_("There is no signer whose issuer could be looked for."),
    "passive.chain_algorithm.unsure": N_("The signer was certified in a way that is not known: {algorithm}."),
    "passive.authority_unsaid.passed": N_(
        "Noted: the certificate of the authority {issuer} does not say that it is one; {vouchers} vouch for it as one."
    ),
    "passive.authority_revoked.failed": N_(
        "The authority that certified the signer was itself revoked on {date_words}."
    ),
    "passive.validity.passed": N_("It was signed on {date_words}, while the signer could sign."),
    "passive.validity.failed": N_(
        "It was signed on {date_words}, when the signer could not sign ({begins_words} to {until_words})."
    ),
    "passive.validity.unsure": N_(
        "It does not say when it was signed, and the signer's certificate ({begins_words} to {until_words}) is"
        " not valid now."
    ),
    "passive.validity.not_done": N_("There is no signer whose validity could be looked at."),
    "passive.validity_undated.passed": N_("It does not say when it was signed; the signer's certificate is valid now."),
    "passive.validity_future.failed": N_("It says it was signed on {date_words}, which is yet to come."),
    "passive.validity_key.unsure": N_(
        "It was signed on {date_words}, when the signer's key should have signed no more (since {used_words})."
    ),
    "passive.signer_ended.unsure": N_("The signer's certificate ended on {date_words}; documents end before it does."),
    "passive.authority_ended.unsure": N_(
        "The signer was certified on {date_words}, when the authority's own certificate was not valid."
    ),
    "passive.authority_key.unsure": N_(
        "The signer was certified on {date_words}, when the authority's key should have certified no more"
        " (since {used_words})."
    ),
    "passive.revocation.passed": N_("The signer is not on the revocation list of {country}, of {date_words}."),
    "passive.revocation.failed": N_("The signer was revoked on {date_words}."),
    "passive.revocation.unsure": N_(
        "The signer is not on the revocation list of {date_words}, but a later one was due on {due_words}."
    ),
    "passive.revocation.not_done": N_("There is no revocation list of {country} to look at."),
    "passive.revocation_signer.not_done": N_("There is no signer to look for on a revocation list."),
    "passive.revocation_unsigned.unsure": N_(
        "The signer is on a list of revoked signers of {country} that no trusted authority signed."
    ),
    "passive.revocation_name.unsure": N_(
        "The signer's number is on a revocation list of {country}, under another issuer's name."
    ),
    "passive.revocation_other.unsure": N_(
        "The signer is not on the revocation list of {country}, of {date_words}, but that list is another authority's"
        " or does not speak of every signer."
    ),
    "passive.crl_age.passed": N_("The next revocation list of {country} is due on {date_words}."),
    "passive.crl_age.unsure": N_(
        "The revocation list of {country} is out of date since {date_words}: get the next one."
    ),
    "passive.crl_age.not_done": N_("No revocation list of {country} is held here."),
    "passive.list_age.passed": N_("The list {list} that vouches for the authority is {days_words} old."),
    "passive.list_age.unsure": N_(
        "The list {list} that vouches for the authority is {days_words} old: get the newest."
    ),
    "passive.list_age.not_done": N_("No dated list vouches for the authority."),
    "passive.country.passed": N_("The signer is of {country}, which issued the document."),
    "passive.country.failed": N_("The signer is of {country}, but the document says it was issued by {issuer}."),
    "passive.country.unsure": N_("The signer is of {country}; whether that is {issuer}, who issued it, is not known."),
    "passive.country.not_done": N_("The issuer in the chip's MRZ and the signer's country were not both read."),
    "passive.country_authority.failed": N_("The signer is of {country}, but its authority is of {issuer}."),
    "passive.signer_use.passed": N_("The signer may sign documents of kind {type}."),
    "passive.signer_use.unsure": N_("The signer's certificate is for documents of kind {types}; this one is {type}."),
    "passive.signer_use.failed": N_("The signer's certificate is for something else than documents: {types}."),
    "passive.signer_use.not_done": N_("The signer's certificate does not say for which documents it is."),
    "passive.signer_extension.unsure": N_(
        "The signer's certificate holds what must be understood and is not known here: {flaw}."
    ),
    "passive.weak.passed": N_("Noted: {what} is no longer strong enough for new documents; old ones are signed so."),
    "passive.card_security.passed": N_(
        "EF.CardSecurity, where the key of PACE-CAM stands, was signed by {signer} ({algorithm})."
    ),
    "passive.card_security.failed": N_("EF.CardSecurity is not what its State signed: {why}."),
    "passive.card_security.unsure": N_("The signature of EF.CardSecurity could not be judged: {why}."),
    "passive.card_security.not_done": N_(
        "EF.CardSecurity was not read: only a chip that proves itself while it opens (PACE-CAM) needs one."
    ),
    "passive.card_security.country.failed": N_(
        "EF.CardSecurity was signed for {country}, the security object for {issuer}."
    ),
    "trust.list.passed": N_("The list {list} is signed by a State's authority that is trusted: {count} certificates."),
    "trust.list.unsure": N_("The list {list} is taken on first use: it is verified only to a certificate within it."),
    "trust.list.failed": N_("The list {list} is kept out: its signature is wrong or cannot be checked."),
    "trust.list_unanchored.unsure": N_("The list {list} is kept out: no given authority certified its signer."),
    "trust.list_signer.failed": N_("The list {list} is kept out: its signer's certificate is not for signing lists."),
    "trust.list_untimely.failed": N_(
        "The list {list} is kept out: it says it was signed when its signer's certificate was not valid."
    ),
    "trust.list_revoked.failed": N_("The list {list} is kept out: its signer was revoked."),
    "trust.crl.passed": N_("The revocation list of {country} is signed by its authority, of {date_words}."),
    "trust.crl_stale.unsure": N_(
        "The revocation list of {country} is signed by its authority, of {date_words}; the next was due on {due_words}."
    ),
    "trust.crl.unsure": N_(
        "The revocation list of {country} is signed by nobody trusted; it counts only as a warning."
    ),
    "trust.authority_unsaid.passed": N_(
        "Noted: the certificate of {issuer} does not say that it is an authority's; {vouchers} vouch for it as one."
    ),
    "trust.authority_denied.unsure": N_(
        "{issuer} says that it is no authority: it certifies nobody here unless a master list vouches for it."
    ),
    "trust.unread.unsure": N_("{where} could not be read and is left out: {why}."),
    "trust.proof_self.passed": N_("It is signed with its own key."),
    "trust.proof_link.passed": N_("It is a link: signed by another key of the same State, which is in the list."),
    "trust.proof_issuer.passed": N_("It is signed by an authority of another State, which is in the list."),
    "trust.proof_key_absent.unsure": N_(
        "It was signed by an earlier key of {issuer} (identifier {key}), whose certificate is not in the list:"
        " only the list vouches for it."
    ),
    "trust.proof_issuer_absent.unsure": N_(
        "It was signed by {issuer}, of whom there is no certificate in the list: only the list vouches for it."
    ),
    "trust.proof_unusable.unsure": N_("Its key, or the way it is signed, is not known here: it verifies nothing."),
}

# The same is asked of who signed EF.CardSecurity, in the same words.
_OF_EVERY_SIGNER = (
    "chain", "chain_algorithm", "authority_unsaid", "validity", "validity_undated", "validity_future", "validity_key",
    "revocation", "revocation_unsigned", "revocation_name", "revocation_other", "signer_use",
)  # fmt: skip
WORDS |= {
    code.replace("passive.", "passive.card_security.", 1): words
    for code, words in WORDS.items()
    if code.startswith("passive.") and code.split(".")[1] in _OF_EVERY_SIGNER
}
