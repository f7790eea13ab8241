"""Whose signatures are believed: certificates, master lists, revocation lists, and the store that they make.

Rules of this part: original bytes are kept; a known defect of real certificates is tolerated and noted; parameters of
a curve that nobody knows are never computed with; a list is trusted for its signature, a certificate for who vouches
for it; what cannot be read is left out and said, and stops nothing else.

>>> from limen.specimens.issuing import Country
>>> utopia = Country("UTO")
>>> store = TrustStore.of([read_material(utopia.csca, "utopia.cer")])
>>> store.countries, store.vouched_by(read_certificate(utopia.csca))
(('UT',), ('file utopia.cer',))
"""

from limen.documents.pki.certificate import Certificate, read_certificate
from limen.documents.pki.errors import PkiError
from limen.documents.pki.lists import MasterList, Proof, prove, read_master_list
from limen.documents.pki.reading import Material, read_material
from limen.documents.pki.revocation import RevocationList, read_crl
from limen.documents.pki.security_object import SecurityObject, read_security_object
from limen.documents.pki.store import Difference, Entry, Standing, TrustStore, Vouch, difference
from limen.documents.pki.words import WORDS

__all__ = [
    "WORDS",
    "Certificate",
    "Difference",
    "Entry",
    "MasterList",
    "Material",
    "PkiError",
    "Proof",
    "RevocationList",
    "SecurityObject",
    "Standing",
    "TrustStore",
    "Vouch",
    "difference",
    "prove",
    "read_certificate",
    "read_crl",
    "read_master_list",
    "read_material",
    "read_security_object",
]
