"""Why a check of a document ended as it did: every explanation that a finding may hold, as a marked template.

A finding keeps its explanation (`why`, `flaw`) as one English text, filled in where the check was made. `apart` answers
the template it was made of with what fills it, so that a page says it in the reader's language; what it does not know
stays as it was kept. A text of somebody else's program is never in an explanation: it stands in the evidence as `raw`.

>>> apart("status 6982")
('status {status}', {'status': '6982'})
>>> apart("something else") is None
True
"""

from __future__ import annotations

from collections.abc import Mapping

from limen.documents.mrz.lines import REMEDY, WANTED
from limen.vocabulary.evidence import N_
from limen.vocabulary.phrases import Phrases

# What a chip answered, and what its files hold.
OF_CHIPS: tuple[str, ...] = (
    N_("status {status}"),
    N_("{file} is not there"),
    N_("a proof of an unknown kind"),
    N_("a challenge that has not eight octets"),
    N_("a key that cannot sign"),
    N_("the signature is not by the key of DG15"),
    N_("the chip cannot use the key of DG14"),
    N_("the key is not the one in DG14"),
    N_("a curve that is not known"),
    N_("no key of this curve in DG14 or EF.CardSecurity"),
    N_("{file} cannot be used: {why}"),
    N_("the chip does not have its key"),
    N_("no protocol that is known here"),
    N_("its key was not read"),
    N_("the reader does not pass the command on"),
    N_("the reader ended the exchange"),
    N_("the card was removed"),
    N_("the session with the chip was lost too often"),
    N_("the chip did not open a second time"),
    N_("the chip did not open a second time: {why}"),
    N_("the application cannot be selected, {why}"),
    N_("the chip wants more than a card access number"),
    N_("no Basic Access Control, {why}"),
    N_("EF.CardAccess does not offer that way of opening"),
    N_("a chip that did not open gives no files"),
    N_("a chip proves itself while it opens only in PACE-CAM"),
    N_("{name} has no domain that is known here"),
    N_("PACE answered with what is no TLV: {why}"),
    N_("a nonce of {size} octets"),
    N_("a challenge of {size} octets"),
    N_("the chip sent our own key back"),
    N_("the chip refuses the key: {why}"),
    N_("the chip's token is not made with the key"),
    N_("the chip's answer is not made with the key"),
    N_("the chip's answer is to another challenge"),
    N_("an answer that is not protected: {why}"),
    N_("an answer without protection, status {status}"),
    N_("the seal of an answer is wrong"),
    N_("an answer whose status has not two octets"),
    N_("encrypted data whose padding is not known"),
    N_("encrypted data that are not whole blocks"),
    N_("encrypted data without padding"),
    N_("an answer without status word"),
    N_("more than {count} commands"),
    N_("more than {count} octets"),
    N_("a private key that is none of {curve}"),
    N_("the chip's nonce is zero"),
    N_("no uncompressed point of {curve}"),
    N_("a point that is not on {curve}"),
    N_("a generator that leads to no point"),
    N_("a private key that is none of the group"),
    N_("a number that is not of the group"),
    # Of its files.
    N_("it ends after {received} of {size} octets"),
    N_("an answer with tag {tag}"),
    N_("it begins with {octets}"),
    N_("it is empty"),
    N_("it begins with tag {tag} instead of {wanted}"),
    N_("it says that it has {size} octets"),
    N_("{field} is not UTF-8"),
    N_("{field} is no date"),
    N_("an MRZ of {size} characters"),
    N_("a key that may not be used: {why}"),
    N_("{file} without an MRZ"),
    N_("{file} without a picture"),
    N_("no biometric information group"),
    N_("more than {count} faces"),
    N_("a group without a face"),
    N_("no facial record"),
    N_("a face of {size} octets where {left} are left"),
    N_("{count} feature points in a face of {size} octets"),
    N_("no face image data block"),
    N_("a face image data block without a face"),
    # Of the keys and protocols that stand in them.
    N_("tag {tag} among SecurityInfos"),
    N_("a SecurityInfo without its object identifier"),
    N_("no SET of SecurityInfos"),
    N_("a ChipAuthenticationPublicKeyInfo without a key"),
    N_("no SubjectPublicKeyInfo"),
    N_("no RSA key"),
    N_("an RSA key of {bits} bits, exponent of {exponent}"),
    N_("a DH key larger than its prime"),
    N_("an algorithm without its object identifier"),
    N_("standard domain parameters {number}"),
    N_("a key of algorithm {oid}"),
    N_("the curve {curve}"),
    N_("no parameters of a curve"),
    N_("a curve over a field that is not prime"),
    N_("a curve without its prime"),
    N_("parameters that only look like {curve}"),
    N_("a curve"),
    N_("no parameters of a group"),
    N_("a group of {bits} bits that is none of RFC 5114"),
    # Of BER-TLV.
    N_("no tag at {at}"),
    N_("the tag at {at} is cut"),
    N_("the tag at {at} has more than three octets"),
    N_("the tag at {at} has no length"),
    N_("the length at {at} has {octets} octets"),
    N_("the length at {at} is cut"),
    N_("tag {tag} says {size} octets where {left} are left"),
    N_("more than {count} data objects"),
    N_("tag {tag} instead of {wanted}"),
    N_("tag {tag} is cut or comes twice"),
    # Of its portrait, told by the room that opens it.
    N_("the picture is neither JPEG nor JPEG 2000, or its header is broken"),
    N_("a picture of {width} by {height} points in {channels} channels is larger than allowed"),
    N_("the picture is broken"),
    N_("the picture says two sizes"),
)
# What certificates, lists of them and signed files are not.
OF_SIGNERS: tuple[str, ...] = (
    N_("{what}: cannot be read; give the whole file"),
    N_("{what}: no signed data (CMS); give the file as it was published"),
    N_("no certificate; give X.509 in DER or PEM"),
    N_("{what}: more than {largest} bytes; nothing that large is read"),
    N_("no revocation list; give a CRL in DER or PEM"),
    N_("{what}: cut short or no ASN.1 at byte {at}; give the whole file"),
    N_("a revocation list: more than {count} entries; it is not read"),
    N_("{what}: its days are not written as they must be; it is not read"),
    N_("{what}: signed, but no master list; give the file as it was published"),
    N_("{what}: a master list that nobody signed; it is not read"),
    N_("{what}: more than {count} certificates; it is not read"),
    N_("{what}: more than {count} certificates; the rest is not read"),
    N_("{what}: empty or cut short; give the whole file"),
    N_("{what}: far more parts than its size allows; it is not read"),
    N_("{what}: nested too deeply; it is not read"),
    N_(
        "{what}: no certificate, master list or CRL in it;"
        " give a master list, a CRL, or certificates in PEM, DER or LDIF"
    ),
    N_("{what}: {why}"),
    N_("a revocation list"),
    N_("hash {oid}"),
    N_("content of kind {oid}"),
    N_("a hash for group {group} that cannot be"),
    N_("version {version}"),
    N_("more signers than are looked at"),
    N_("more certificates than are looked at"),
    N_("signed without attributes"),
    N_("the signed attributes do not name the kind of content"),
    N_("{count} of its {all} signatures do not hold"),
    N_("nobody signed it"),
    N_("the signed hash is not that of its content"),
    N_("its signer's certificate is neither in it nor known"),
    N_("its signer's key imitates the curve {curve}"),
    N_("its signature is wrong"),
    N_("its signer's key or algorithm is not known: {algorithm}"),
    N_("imitates {curve}"),
    N_("unknown"),
    N_("{curve}, parameters written out"),
)
# What a seal is not, and what is odd about a field of it.
OF_SEALS: tuple[str, ...] = (
    N_("a VDS-NC has data with hdr and msg, and sig; give the whole barcode"),
    N_("{count} characters are more than any barcode holds ({most})"),
    N_("the JSON is nested more than {most} deep"),
    N_("no JSON; give the whole barcode"),
    N_("a name stands twice in one object of the JSON: it means two things"),
    N_("{text} is no number of JSON"),
    N_("more than {most} fields; no seal has so many"),
    N_("{count} bytes are more than any seal holds ({most})"),
    N_("a seal begins with the byte DC and a header of 18 bytes; give the whole barcode"),
    N_("version {version} of the header is not known; versions 3 and 4 are"),
    N_("{count} bytes follow the signature"),
    N_("the seal ends without its signature; give the whole barcode"),
    N_("the length of the signer's number is none: {text}"),
    N_("the signer's number cannot have {count} characters"),
    N_("the header is cut short; give the whole barcode"),
    N_("no seal: it begins neither with the byte DC, nor with RDB1, nor as the JSON of a VDS-NC"),
    N_("no seal: binary, and not beginning with the byte DC"),
    N_("no seal: the text was recoded; take the bytes of the barcode"),
    N_("C40 comes in pairs of bytes, and there are {count}"),
    N_("byte {at} is no C40"),
    N_("{text} is no day"),
    N_("{text} is no moment"),
    N_("{count} characters are no machine readable zone"),
    N_("byte {at} is no UTF-8"),
    N_("{text} is no length of stay; write P90D"),
    N_("the field at byte {at} is cut short"),
    N_("the field at byte {at} has a length that no seal has"),
    N_("an ICAO barcode begins with RDB1 and a letter A to D; give the whole barcode"),
    N_("after its mark an ICAO barcode holds A-Z and 2-7 only; read the barcode again"),
    N_("{count} characters are no base 32; read the barcode again"),
    N_("the barcode cannot be inflated; read it again"),
    N_("the barcode is cut short or holds more than {most} bytes when inflated"),
    N_("the barcode holds no fields"),
    N_("no table knows it"),
    N_("it has {size} bytes instead of {least} to {most}"),
    N_("its fields are nested too deeply"),
    N_("it is there twice"),
    N_("it is cut short"),
    N_("in itself"),
    N_("certificate {number}"),
    N_("block {number}"),
    N_("value {number} ({name})"),
)
# What no machine readable zone is (the one in a seal), and no picture of a barcode.
OF_LINES: tuple[str, ...] = (
    WANTED,
    REMEDY,
    N_("the input is not text: {wanted}; {remedy}"),
    N_("the input has {count} characters, more than {most}: {wanted}; give one MRZ at a time"),
    N_("the input is binary, not text: {wanted}; {remedy}"),
    N_("the input is empty: {wanted}; {remedy}"),
    N_("the input has {count} line(s) of {sizes} characters: {wanted}; {remedy}"),
    N_("{strange} of {count} characters are not A-Z, 0-9 or <, so this is no MRZ; {remedy}"),
    N_("{count} lines of {length} characters are no format of Doc 9303"),
    N_("a picture of more than {most} bytes is not read"),
    N_("a picture of more than {most} pixels is not read"),
    N_("no picture that can be read; give PNG, JPEG or TIFF"),
)
# What no page and no portrait is, as the room says that opens them.
OF_PICTURES: tuple[str, ...] = (
    N_("give a JPEG, a PNG or a PDF of the page, at least 110 pixels to the inch"),
    N_("the file is empty; {remedy}"),
    N_("the file has {size} million bytes, more than {most}: scan the page again at 300 pixels to the inch"),
    N_("the file is no JPEG, PNG or PDF; {remedy}"),
    N_("a {kind} holds one page, not {number}; leave the page number out"),
    N_("the {kind} is broken and cannot be opened; {remedy}"),
    N_("the picture claims {width} by {height} pixels, more than {most} million: take it smaller"),
    N_("the picture has {width} by {height} pixels, too few to read anything; {remedy}"),
    N_("the PDF is broken or locked and cannot be opened; {remedy}"),
    N_("the PDF has {pages} pages and page {number} cannot be read: give one of the first {most}"),
    N_("page {number} of the PDF is broken; {remedy}"),
    N_("the PDF's page is {width} by {height} points, no page of a document; {remedy}"),
    N_("it has {size} million bytes, more than {most}"),
    N_("it is a PDF, not a picture"),
    N_("{width} by {height} pixels are too few, or too narrow, to show a face"),
)
# What a certificate is for, by the names of X.509 (RFC 5280 4.2.1.3).
KEY_USES: Mapping[str, str] = {
    "digital_signature": N_("signatures"),
    "non_repudiation": N_("lasting signatures"),
    "key_encipherment": N_("sealing keys"),
    "data_encipherment": N_("sealing data"),
    "key_agreement": N_("agreeing on keys"),
    "key_cert_sign": N_("signing certificates"),
    "crl_sign": N_("signing revocation lists"),
    "encipher_only": N_("sealing alone"),
    "decipher_only": N_("opening alone"),
    "CA": N_("an authority"),
}
# Who vouches for an authority, where it is no list: the kind before its name.
VOUCHES: Mapping[str, str] = {"file": N_("the file {name}"), "link": N_("the link certificate of {name}")}
NESTED = frozenset({"why", "what", "wanted", "remedy"})  # places in which another explanation may stand
_NUMBERS = frozenset({"at", "bits", "count", "group", "height", "largest", "least", "left", "length", "most", "number",
                      "size", "width"})  # fmt: skip
_PHRASES = Phrases(*OF_CHIPS, *OF_SIGNERS, *OF_SEALS, *OF_LINES, *OF_PICTURES, numbers=_NUMBERS)


def apart(text: str) -> tuple[str, Mapping[str, str]] | None:
    """The template of which an explanation was made, and what fills it; None for what is none."""
    return _PHRASES.apart(text)


def severally(text: str) -> tuple[str, ...]:
    """Explanations that stand one after the other, each by itself; one where there is but one, or none is known."""
    for between in ("; ", ", "):
        parts = tuple(text.split(between))
        if len(parts) > 1 and all(apart(part) is not None for part in parts):
            return parts
    return (text,)
