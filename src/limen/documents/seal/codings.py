"""How a seal writes its values into few bytes, both ways: C40, packed dates, machine readable zones, lengths.

A value that its coding does not allow raises SealError with the reason; whoever reads a seal keeps the raw bytes and
tells the reason as a flaw of that one field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from limen.documents.seal.errors import SealError
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_

Value = str | int | bytes | date | datetime | PartialDate | None

_UNLATCH, _PAD, _SPACE = 0xFE, 0, 3
_C40 = {3: " "} | {4 + digit: str(digit) for digit in range(10)} | {14 + at: chr(65 + at) for at in range(26)}
_C40_OF = {character: code for code, character in _C40.items()}
_SIZES = MappingProxyType({90: (30, 30, 30), 72: (36, 36), 88: (44, 44)})  # TD1, TD2, TD3
_WITHOUT_END = MappingProxyType({"mrz_a": (44, 44), "mrz_b": (36, 36)})  # Doc 9303-13 4.2: line 2 is cut after 28
_SECOND_LINE = 28
_STAY = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})D)?")


# -- C40 (ISO/IEC 16022, as Doc 9303-13 2.6 uses it) -----------------------------------------------------------------


def c40(text: str) -> bytes:
    """Letters, digits and spaces three to two bytes; a filler is written as a space."""
    text = text.upper().replace("<", " ")
    strange = next((one for one in text if one not in _C40_OF), "")
    if strange:
        raise SealError(N_("{character} cannot be written: a seal holds A-Z, 0-9 and spaces here"), character=strange)
    written = bytearray()
    for at in range(0, len(text), 3):
        part = text[at : at + 3]
        if len(part) == 1:
            written += bytes((_UNLATCH, ord(part) + 1))
        else:
            first, second, third = (*(_C40_OF[one] for one in part), _PAD)[:3]
            written += (1600 * first + 40 * second + third + 1).to_bytes(2, "big")
    return bytes(written)


def read_c40(data: bytes) -> str:
    """The text of C40 bytes. Raises SealError for what is no letter, digit or space."""
    if len(data) % 2:
        raise SealError(N_("C40 comes in pairs of bytes, and there are {count}"), count=len(data))
    read = []
    for at in range(0, len(data), 2):
        first, second = data[at], data[at + 1]
        last = at + 2 == len(data)
        if first == _UNLATCH:
            character = chr(second - 1) if second else ""
            if not last or character not in _C40_OF:
                raise SealError(N_("byte {at} is no C40"), at=at)
            read.append(character)
            continue
        number = (first << 8 | second) - 1
        codes: tuple[int, ...] = (number // 1600, number // 40 % 40, number % 40)
        if last and codes[2] == _PAD:
            codes = codes[:2]
        if any(code not in _C40 for code in codes):
            raise SealError(N_("byte {at} is no C40"), at=at)
        read += [_C40[code] for code in codes]
    return "".join(read)


# -- dates -----------------------------------------------------------------------------------------------------------


def packed_day(day: date | None) -> bytes:
    """Doc 9303-13 2.3.1: month, day and year as one number of three bytes; none is three zeros."""
    return (day.month * 1_000_000 + day.day * 10_000 + day.year if day else 0).to_bytes(3, "big")


def read_packed_day(data: bytes) -> date | None:
    """The day in three bytes, None where they are zero. Raises SealError for what is no day."""
    number = int.from_bytes(data, "big")
    if not number:
        return None
    return _day(number % 10_000, number // 1_000_000, number // 10_000 % 100)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise SealError(N_("{text} is no day"), text=f"{year:04}-{month:02}-{day:02}") from error


def _masked(value: Value) -> bytes:
    """A byte that marks unknown digits of MMDDYYYY, then the number with zeros in their place."""
    if isinstance(value, date):
        value = PartialDate.of(value)
    if isinstance(value, PartialDate):
        value = f"{value.year:04}-{value.month or 'XX':02}-{value.day or 'XX':02}"
    text = str(value)
    if not re.fullmatch(r"[\dX]{4}-[\dX]{2}-[\dX]{2}", text):
        raise SealError(N_("{text} is no day; write 1980-03-05 with X for what is unknown"), text=text)
    digits = text[5:7] + text[8:10] + text[:4]
    mask = sum(0x80 >> at for at, one in enumerate(digits) if one == "X")
    return bytes((mask,)) + int(digits.replace("X", "0")).to_bytes(3, "big")


def _read_masked(data: bytes) -> Value:
    """A date as far as it is known; a year known in part stays text, such as `19XX-10-XX`."""
    mask, number = data[0], int.from_bytes(data[1:], "big")
    if number > 99_999_999:
        raise SealError(N_("{text} is no day"), text=data.hex())
    digits = "".join("X" if mask & 0x80 >> at else one for at, one in enumerate(f"{number:08}"))
    month, day, year = digits[:2], digits[2:4], digits[4:]
    known = [part for part in (year, month, day) if "X" in part and part.strip("X")]
    if "X" in year or known or (month == "XX" and day != "XX"):
        return f"{year}-{month}-{day}"
    try:
        return PartialDate(int(year), int(month.replace("X", "0")), int(day.replace("X", "0")))
    except DateError as error:
        raise SealError(N_("{text} is no day"), text=f"{year}-{month}-{day}") from error


def _moment(value: Value) -> bytes:
    if not isinstance(value, datetime):
        raise SealError(N_("{text} is no moment"), text=str(value))
    return int(value.strftime("%m%d") + f"{value.year:04}" + value.strftime("%H%M%S")).to_bytes(6, "big")


def _read_moment(data: bytes) -> Value:
    digits = f"{int.from_bytes(data, 'big'):014}"
    try:
        return datetime.strptime(digits, "%m%d%Y%H%M%S")  # noqa: DTZ007 - the standard names no zone
    except ValueError as error:
        raise SealError(N_("{text} is no moment"), text=digits) from error


def _day_text(value: Value) -> bytes:
    if not isinstance(value, date):
        raise SealError(N_("{text} is no day"), text=str(value))
    return f"{value.year:04}{value.month:02}{value.day:02}".encode()


def _read_day_text(data: bytes) -> Value:
    text = _read_text(data)
    if not re.fullmatch(r"[0-9]{8}", text):
        raise SealError(N_("{text} is no day"), text=text[:20])
    return _day(int(text[:4]), int(text[4:6]), int(text[6:]))


def _period_text(value: Value) -> bytes:
    first, _, last = str(value).partition("/")
    days = (one.replace("-", "") if one != ".." else "" for one in (first, last))
    return "\0".join(days).encode()


def _read_period_text(data: bytes) -> Value:
    """BSI TR-03171: two days with a zero byte between them, either may be missing; answered as an EDTF interval."""
    first, _, last = data.partition(b"\0")
    days = [_read_day_text(one).isoformat() if one else ".." for one in (first, last)]  # type: ignore[union-attr]  # a day
    return "/".join(days)


# -- zones, texts, numbers -------------------------------------------------------------------------------------------


def _mrz(value: Value) -> bytes:
    return c40("".join(str(value).split()))


def _read_mrz(data: bytes) -> Value:
    """The lines of a TD1, TD2 or TD3 zone."""
    text = read_c40(data).replace(" ", "<")
    widths = _SIZES.get(len(text))
    if widths is None:
        raise SealError(N_("{count} characters are no machine readable zone"), count=len(text))
    return "\n".join(_cut(text, widths))


def _cut(text: str, widths: tuple[int, ...]) -> Iterator[str]:
    at = 0
    for width in widths:
        yield text[at : at + width]
        at += width


def _visa_mrz(value: Value) -> bytes:
    first, second = str(value).split()
    return c40(first + second[:_SECOND_LINE])


def _read_visa_mrz(coding: str) -> Callable[[bytes], Value]:
    """A visa's zone: the second line is kept to its 28th character; the optional data after it is not in the seal."""
    first, second = _WITHOUT_END[coding]

    def read(data: bytes) -> Value:
        text = read_c40(data).replace(" ", "<")
        if len(text) not in (first + _SECOND_LINE, first + second):  # some issuers put the whole line
            raise SealError(N_("{count} characters are no machine readable zone"), count=len(text))
        return f"{text[:first]}\n{text[first:].ljust(second, '<')}"

    return read


def _read_c40_text(data: bytes) -> Value:
    return read_c40(data).strip()


def _read_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SealError(N_("byte {at} is no UTF-8"), at=error.start) from error
    return text


def _number(value: Value) -> bytes:
    number = int(str(value))
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def _stay(value: Value) -> bytes:
    found = _STAY.fullmatch(str(value))
    if not found:
        raise SealError(N_("{text} is no length of stay; write P90D"), text=str(value))
    years, months, days = (int(part or 0) for part in found.groups())
    return bytes((days, months, years))


def _read_stay(data: bytes) -> Value:
    """Days, months and years in a byte each (or days alone), as an ISO 8601 duration; else kept in hexadecimal."""
    data = data + b"\0\0" if len(data) == 1 else data
    if len(data) != 3 or max(data) >= 0xFE:  # Doc 9303-13 4.2: the highest values stand for what is no number
        return data.hex()
    days, months, years = data
    parts = [f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M"), (days, "D")) if count]
    return "P" + ("".join(parts) or "0D")


def _as_bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else bytes.fromhex(str(value))


# Which bytes are read and written how. `bytes` and `picture` stay what they are.
READERS: Mapping[str, Callable[[bytes], Value]] = MappingProxyType(
    {
        "c40": _read_c40_text,
        "mrz": _read_mrz,
        "mrz_a": _read_visa_mrz("mrz_a"),
        "mrz_b": _read_visa_mrz("mrz_b"),
        "number": lambda data: int.from_bytes(data, "big"),
        "text": _read_text,
        "masked_date": _read_masked,
        "moment": _read_moment,
        "day_text": _read_day_text,
        "period_text": _read_period_text,
        "stay": _read_stay,
        "bytes": bytes,
        "picture": bytes,
    }
)
WRITERS: Mapping[str, Callable[[Value], bytes]] = MappingProxyType(
    {
        "c40": lambda value: c40(str(value)),
        "mrz": _mrz,
        "mrz_a": _visa_mrz,
        "mrz_b": _visa_mrz,
        "number": _number,
        "text": lambda value: str(value).encode(),
        "masked_date": _masked,
        "moment": _moment,
        "day_text": _day_text,
        "period_text": _period_text,
        "stay": _stay,
        "bytes": _as_bytes,
        "picture": _as_bytes,
    }
)


# -- tag, length, value ----------------------------------------------------------------------------------------------


def parts(data: bytes, *, most: int = 64) -> Iterator[tuple[int, bytes, int]]:
    """Each (tag of one byte, value, place after it) of data in a row. Raises SealError where one is cut short."""
    at = count = 0
    while at < len(data):
        count += 1
        if count > most:
            raise SealError(N_("more than {most} fields; no seal has so many"), most=most)
        start, length = _length(data, at)
        if start + length > len(data):
            raise SealError(N_("the field at byte {at} is cut short"), at=at)
        yield data[at], data[start : start + length], start + length
        at = start + length


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Where the value begins and how long it is (DER, at most three bytes of length)."""
    if at + 2 > len(data):
        raise SealError(N_("the field at byte {at} is cut short"), at=at)
    first = data[at + 1]
    if first < 0x80:
        return at + 2, first
    count = first & 0x7F
    if not 1 <= count <= 3 or at + 2 + count > len(data):
        raise SealError(N_("the field at byte {at} has a length that no seal has"), at=at)
    return at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count], "big")


def part(tag: int, value: bytes) -> bytes:
    """One field with its tag and its length."""
    size = len(value)
    if size < 0x80:
        return bytes((tag, size)) + value
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + value
