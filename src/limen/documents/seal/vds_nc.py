"""VDS-NC (ICAO): a signed proof as JSON, its signature over the canonical form of its `data` (RFC 8785).

The certificate of the signer stands in the seal, so that it verifies to the State's authority without a directory.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from limen.documents.seal.codings import Value
from limen.documents.seal.errors import SealError
from limen.documents.seal.model import Kind, Seal, SealField, SignerReference
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_, Finding, Outcome

LARGEST = 16_384  # characters: a QR code holds 4,296, the Australian file with its spaces 2,900
_DEEPEST = 12
_MOST_FIELDS = 500
_CLAUSE = "ICAO TR VDS-NC 4"
HASHES: Mapping[str, str] = {"ES256": "sha256", "ES384": "sha384", "ES512": "sha512"}
_DOCUMENTS = {"icao.test": "proof_of_testing", "icao.vacc": "proof_of_vaccination"}
# What the short names of the message mean, by their path without the numbers of lists.
_NAMES = {
    "utci": "certificate_number",
    "uvci": "certificate_number",
    "pid.n": "name",
    "pid.dob": "birth",
    "pid.sex": "sex",
    "pid.i": "passport_number",
    "pid.ai": "additional_identifier",
    "pid.dt": "document_type",
    "pid.dn": "document_number",
    "ve.des": "vaccine_or_prophylaxis",
    "ve.nam": "vaccine_brand",
    "ve.dis": "disease_or_agent",
    "ve.vd.dvc": "date_of_vaccination",
    "ve.vd.seq": "dose_number",
    "ve.vd.ctr": "country_of_vaccination",
    "ve.vd.adm": "administering_centre",
    "ve.vd.lot": "vaccine_batch_number",
    "ve.vd.dvn": "due_date_next_dose",
    "sp.spn": "testing_facility_name",
    "sp.ctr": "country_of_test",
    "dat.sc": "specimen_collection_date_time",
    "dat.ri": "report_issuance_date_time",
    "ser.r": "test_result",
    "ser.tc": "test_conducted",
}
_DATES = {"birth", "date_of_vaccination", "due_date_next_dose"}
_ESCAPES = re.compile(r"[\ud800-\udfff]")


def is_vds_nc(text: str) -> bool:
    """Whether a text may be a VDS-NC: a JSON object with data and signature."""
    return text.lstrip()[:1] == "{" and '"sig"' in text[:LARGEST] and '"data"' in text[:LARGEST]


def read_vds_nc(text: str) -> Seal:
    """Read the JSON of a VDS-NC. Raises SealError for what is none."""
    whole = _parsed(text)
    data, sig = whole.get("data"), whole.get("sig")
    header = data.get("hdr") if isinstance(data, dict) else None
    message = data.get("msg") if isinstance(data, dict) else None
    if not (isinstance(sig, dict) and isinstance(header, dict) and isinstance(message, dict)):
        raise SealError(N_("a VDS-NC has data with hdr and msg, and sig; give the whole barcode"))
    said = {name: header.get(name) for name in ("is", "t", "v")}
    algorithm = str(sig.get("alg", ""))[:16]
    flaws = []
    document = _DOCUMENTS.get(str(said["t"]), "")
    if not document:
        flaws.append(Finding("seal.document", Outcome.UNSURE, {"reference": str(said["t"])[:40]}, _CLAUSE))
    if any(name not in ("data", "sig") for name in whole):
        strange = next(name for name in whole if name not in ("data", "sig"))
        flaws.append(Finding("seal.field_unknown", Outcome.UNSURE, {"field": strange[:40], "size": 0}, _CLAUSE))
    fields = tuple(_fields(message, ""))
    flaws += [
        Finding("seal.field", Outcome.UNSURE, {"field": one.name, "why": one.flaw}, _CLAUSE)
        for one in fields
        if one.flaw
    ]
    version = said["v"] if isinstance(said["v"], int) and not isinstance(said["v"], bool) else 0
    return Seal(
        Kind.VDS_NC,
        version,
        str(said["is"] or "")[:3],
        document,
        str(said["t"] or "")[:40],
        SignerReference(certificate=_base64(sig.get("cer"))),
        None,
        None,
        fields,
        canonical(data).encode("utf-8"),
        _base64(sig.get("sigvl")),
        HASHES.get(algorithm, ""),
        tuple(flaws),
    )


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise SealError(
            N_("{count} characters are more than any barcode holds ({most})"), count=len(text), most=LARGEST
        )
    depth = deepest = 0
    for character in text:  # brackets in texts count too: a bound, not a parser
        depth += (character in "{[") - (character in "}]")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise SealError(N_("the JSON is nested more than {most} deep"), most=_DEEPEST)
    try:
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if isinstance(error, SealError):
            raise
        raise SealError(N_("no JSON; give the whole barcode"), raw=str(error)[:80]) from error
    if not isinstance(whole, dict) or _ESCAPES.search(json.dumps(whole, ensure_ascii=False)):
        raise SealError(N_("a VDS-NC has data with hdr and msg, and sig; give the whole barcode"))
    return whole


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """RFC 8785 3.1: a name twice in an object has no canonical form, and could show one value and sign another."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SealError(N_("a name stands twice in one object of the JSON: it means two things"))
    return found


def _no_number(text: str) -> Any:
    raise SealError(N_("{text} is no number of JSON"), text=text)


def _base64(value: Any) -> bytes:
    """Bytes in base 64, plain or for addresses, filled up or not; none where it is no base 64."""
    if not isinstance(value, str):
        return b""
    plain = value.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _fields(message: Mapping[str, Any], path: str) -> Iterator[SealField]:
    """The message as flat fields: `pid.dob`, and `ve.vd.lot` once for every dose."""
    waiting: list[tuple[str, Any]] = [(path, message)]
    count = 0
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict):
            inner = [(f"{at}.{name}" if at else name, item) for name, item in value.items()]
            waiting += reversed(inner)
        elif isinstance(value, list):
            waiting += [(at, item) for item in reversed(value)]
        else:
            count += 1
            if count > _MOST_FIELDS:
                raise SealError(N_("more than {most} fields; no seal has so many"), most=_MOST_FIELDS)
            yield _field(at, value)


def _field(path: str, value: Any) -> SealField:
    name = _NAMES.get(path, path[:60])
    raw = canonical(value).encode()
    read: Value = value if isinstance(value, str | int) and not isinstance(value, bool) else raw.decode()
    flaw = ""
    if name in _DATES and isinstance(value, str):
        try:
            read = PartialDate.parse(value)
        except DateError:
            flaw = str(SealError(N_("{text} is no day"), text=value[:40]))
    return SealField(None, name, "json", raw, read, flaw=flaw)


# -- the canonical form ----------------------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    """RFC 8785: names in order of their UTF-16 units, no spaces, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1 << 53:
        return _number(_as_float(value))
    return json.dumps(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise SealError(N_("{text} is no number of JSON"), text=str(value)[:20]) from error


def _number(value: float) -> str:
    """ECMA-262 7.1.12.1: as short as it can be, with an exponent below 1e-6 and from 1e21."""
    if not math.isfinite(value):
        raise SealError(N_("{text} is no number of JSON"), text=str(value))
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + ("" if fraction == "0" else fraction)).lstrip("0")
    point = len(whole) + int(exponent or 0)
    if whole == "0":
        point = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")))
    stripped = digits.rstrip("0") or "0"
    if 0 < point <= 21:
        text = stripped.ljust(point, "0")
        return sign + text[:point] + (f".{text[point:]}" if text[point:] else "")
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{stripped}"
    rest = f".{stripped[1:]}" if stripped[1:] else ""
    return f"{sign}{stripped[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def write_vds_nc(
    issuer: str,
    type: str,
    message: Mapping[str, Any],
    *,
    sign: Callable[[bytes], bytes],
    certificate: bytes,
    version: int = 1,
    algorithm: str = "ES256",
) -> str:
    """The JSON of a VDS-NC: `sign` answers the plain signature over the canonical form of its data."""
    data = {"hdr": {"is": issuer, "t": type, "v": version}, "msg": _written(message)}
    signature = base64.urlsafe_b64encode(sign(canonical(data).encode())).decode()
    sig = {"alg": algorithm, "cer": base64.urlsafe_b64encode(certificate).decode(), "sigvl": signature}
    return canonical({"data": data, "sig": sig})


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    return value.isoformat() if isinstance(value, date | PartialDate) else value
