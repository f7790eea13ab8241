"""Page pictures of specimen papers: SVG text in the sizes of Doc 9303 parts 4 to 7, drawn and belonging to nobody.

Rules: a picture is a function of the paper and a seed; the machine readable zone is drawn from the very lines the
scanner reads, in OCR-B outlines at 2.54 mm, so that it looks alike everywhere; what the page prints above it comes from
the document, with `paper.shows` over it, and may therefore disagree with the lines. Every page says SPECIMEN.

>>> from limen.specimens import AMARA, page_of, passport
>>> on = date(2026, 11, 22)
>>> picture(page_of(passport(of=AMARA, on=on), AMARA, on=on)).count("<title>")
1
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from limen.specimens.engraving import Inks, dice, emblem, ground, inks, signature
from limen.specimens.portraits import HEIGHT, WIDTH, face
from limen.specimens.stories import Paper
from limen.vocabulary import countries
from limen.vocabulary.dates import PartialDate

AUTHORITY = "Practice Press of Utopia"
_PITCH = 25.4  # Doc 9303-3 4.1: ten characters to the inch; a picture's unit is a tenth of a millimetre
_LEADING = 63.5  # Doc 9303-4: 6.35 mm from line to line
_CORNER = 32  # ISO/IEC 7810: 3.18 mm
_INK = "#1b222c"
_SANS = "'Liberation Sans',Arial,Helvetica,'DejaVu Sans',sans-serif"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_PLACES = ("Overbridge", "Nethergate", "Lintelbury", "Port Limen", "Archway", "Stileham", "Doorn", "Sillford")
_LABELS: Mapping[str, str] = {
    "type": "Type / Type",
    "issuer": "Code of State / Code",
    "number": "Document No. / N° du document",
    "native": "Name in own script / Nom d’origine",
    "surname": "Surname / Nom",
    "given": "Given names / Prénoms",
    "nationality": "Nationality / Nationalité",
    "birth": "Date of birth / Date de naissance",
    "sex": "Sex / Sexe",
    "place": "Place of birth / Lieu de naissance",
    "issued": "Date of issue / Date de délivrance",
    "expiry": "Date of expiry / Date d’expiration",
    "authority": "Authority / Autorité",
    "entries": "Entries / Entrées",
    "valid_from": "From / Du",
    "until": "Until / Au",
    "passport": "Passport No. / N° du passeport",
}


@dataclass(frozen=True, slots=True)
class _Page:
    """A format's geometry in tenths of a millimetre: its size, portrait, first MRZ character, and printed fields.

    `rows` are the fields in the order of Doc 9303: a baseline, then the name, left edge and width of each.
    """

    width: int
    height: int
    portrait: tuple[int, int, int]  # left, top, width
    lines_at: tuple[float, float]  # left of the first character, baseline of the last line
    type_size: tuple[int, int]  # of labels and of values
    rows: tuple[tuple[int, tuple[tuple[str, int, int], ...]], ...]
    back: bool = False  # the MRZ is printed on the other side


_TD3 = _Page(
    1250, 880, (60, 150, 350), (64, 812), (16, 35),
    (
        (176, (("type", 450, 110), ("issuer", 580, 190), ("number", 790, 400))),
        (246, (("native", 450, 740),)),
        (314, (("surname", 450, 740),)),
        (380, (("given", 450, 740),)),
        (446, (("nationality", 450, 320), ("sex", 790, 180))),
        (512, (("birth", 450, 320), ("place", 790, 225))),
        (578, (("issued", 450, 320), ("expiry", 790, 225))),
        (640, (("authority", 450, 560),)),
    ),
)  # fmt: skip
_TD2 = _Page(
    1050, 740, (50, 128, 290), (68, 684), (14, 28),
    (
        (150, (("type", 372, 90), ("issuer", 480, 170), ("number", 680, 330))),
        (209, (("native", 372, 640),)),
        (268, (("surname", 372, 640),)),
        (327, (("given", 372, 640),)),
        (386, (("nationality", 372, 280), ("sex", 680, 150))),
        (445, (("birth", 372, 280), ("place", 680, 190))),
        (504, (("issued", 372, 280), ("expiry", 680, 190))),
    ),
)  # fmt: skip
_TD1 = _Page(
    856, 540, (36, 112, 262), (47, 500), (13, 26),
    (
        (130, (("issuer", 326, 150), ("number", 500, 320))),
        (192, (("native", 326, 500),)),
        (254, (("surname", 326, 500),)),
        (316, (("given", 326, 500),)),
        (378, (("nationality", 326, 250), ("sex", 600, 100))),
        (440, (("birth", 326, 250), ("expiry", 600, 220))),
    ),
    back=True,
)  # fmt: skip


def _visa_rows(left: int, middle: int, right: int, top: int, step: int) -> tuple[Any, ...]:
    """A visa's fields (Doc 9303-7 4.1): where it is good and how often first, then whose it is."""
    whole, half, third = right - left, middle - left - 20, right - middle
    return (
        (top, (("valid_from", left, half), ("until", middle, third))),
        (top + step, (("entries", left, half), ("number", middle, third))),
        (top + 2 * step, (("issued", left, half), ("passport", middle, third))),
        (top + 3 * step, (("surname", left, whole),)),
        (top + 4 * step, (("given", left, whole),)),
        (top + 5 * step, (("birth", left, half), ("sex", middle, 90), ("nationality", middle + 110, third - 110))),
    )


_PAGES: Mapping[str, _Page] = {
    "TD3": _TD3,
    "TD2": _TD2,
    "TD1": _TD1,
    "MRV-A": _Page(1200, 800, (50, 132, 310), (41, 742), (15, 31), _visa_rows(400, 760, 1150, 160, 72)),
    "MRV-B": _Page(1050, 740, (50, 128, 290), (68, 684), (14, 28), _visa_rows(372, 680, 1010, 152, 67)),
}
_TITLES: Mapping[str, tuple[str, str]] = {
    "P": ("PASSPORT", "PASSEPORT"),
    "V": ("VISA", "VISA"),
    "R": ("RESIDENCE PERMIT", "TITRE DE SÉJOUR"),
    "I": ("IDENTITY CARD", "CARTE D’IDENTITÉ"),
}


def picture(paper: Paper, *, seed: str = "") -> str:
    """A drawn page of a specimen paper as an SVG document, in tenths of a millimetre; a TD1 card shows both sides.

    `seed` puts another face on the page: for a paper carried by somebody else than its holder.
    """
    page = _PAGES[paper.document.format]
    height = page.height * 2 + 36 if page.back else page.height
    key = paper.document.issuer
    title = f"Specimen {_title(paper)[0].lower()} of {paper.holder.name}, {key}: drawn, of nobody"
    front = "".join(
        (
            ground(page.width, page.height, key, corner=_CORNER), _heading(paper, page),
            _portrait(paper, page, seed), "".join(_fields(paper, page)), _watermark(page),
        )
    )  # fmt: skip
    if page.back:
        lower = f'<g transform="translate(0 {page.height + 36})">{_back(paper, page)}{_lines(paper, page)}</g>'
    else:
        lower = _lines(paper, page)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width} {height}" width="{page.width}" '
        f'height="{height}" role="img" font-family="{_SANS}" fill="{_INK}"><title>{escape(title)}</title>'
        f"{front}{lower}{_edges(page)}</svg>"
    )


def _edges(page: _Page) -> str:
    """A thin edge, so that a pale page stands out on a pale desk."""
    edge = f'width="{page.width - 2}" height="{page.height - 2}" rx="{_CORNER}" fill="none" stroke="#00000038"'
    tops = (1, page.height + 37) if page.back else (1,)
    return "".join(f'<rect x="1" y="{top}" {edge} stroke-width="2"/>' for top in tops)


def printed_fields(paper: Paper) -> Mapping[str, str]:
    """What the page prints beside its lines, by field, as it stands there: the visual zone as text."""
    document, holder = paper.document, paper.holder
    country = countries.find(document.nationality)
    sex = str(document.sex) if document.sex else "X"
    found = {
        "type": document.type,
        "issuer": document.issuer,
        "number": document.number,
        "native": holder.native,
        "surname": holder.surname.upper(),
        "given": holder.given.upper(),
        "nationality": f"{country.name.upper()} ({document.nationality})" if country else document.nationality,
        "birth": printed_day(document.birth),
        "sex": sex,
        "place": _PLACES[dice(holder.key)[9] % len(_PLACES)].upper(),
        "issued": printed_day(paper.issued),
        "expiry": printed_day(document.expiry),
        "until": printed_day(document.expiry),
        "authority": AUTHORITY.upper(),
        "passport": holder.number,
    }
    over = {name: _as_printed(value) for name, value in {**paper.printed, **paper.shows}.items()}
    return {**found, **over}


def printed_day(day: PartialDate | date | None) -> str:
    """A date as a passport prints it (Doc 9303-3 3.2): 17 APR 1991, with an X for each letter that is not known."""
    if day is None:
        return " ".join("X" * letters for letters in (2, 3, 4))
    month = _MONTHS[day.month - 1] if day.month else "X" * 3
    return f"{f'{day.day:02}' if day.day else 'XX'} {month} {day.year}"


def _as_printed(value: str) -> str:
    try:
        return printed_day(PartialDate.parse(value))
    except ValueError:
        return value


def _title(paper: Paper) -> tuple[str, str]:
    code = paper.document.type
    return _TITLES["R" if code == "IR" else code[:1] if code[:1] in _TITLES else "I"]


def _heading(paper: Paper, page: _Page) -> str:
    """Zone I: who issues it and what it is; the door is the emblem of a State that is nowhere."""
    colour, (first, second) = inks(paper.document.issuer), _title(paper)
    left, scale = page.portrait[0], page.width / 1250
    mark, band = round(78 * scale), page.rows[0][0] - sum(page.type_size) - 6
    big, small = round(38 * scale + 2), round(17 * scale + 2)
    text = left + mark + 20
    return (
        f'<rect width="{page.width}" height="{band}" fill="{colour.heading}" opacity="0.1" '
        f'clip-path="url(#page)"/>{emblem(left, round(24 * scale), mark, colour.heading)}'
        f'<g fill="{colour.heading}">'
        f"{_text(text, round(62 * scale), big, first, page.width * 0.45, '700', spaced=2)}"
        f"{_text(text, round(96 * scale), small, second + ' · ' + AUTHORITY.upper(), page.width * 0.5)}</g>"
        f"{_stamp(page, scale)}"
    )


def _stamp(page: _Page, scale: float) -> str:
    """The plain words that make the page useless outside the practice room."""
    width, height = round(290 * scale), round(62 * scale)
    x, y = page.width - width - page.portrait[0], round(32 * scale)
    return (
        f'<g fill="#a4232a" text-anchor="middle"><rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" '
        f'fill="none" stroke="#a4232a" stroke-width="3"/>'
        f'<text x="{x + width / 2:g}" y="{y + height * 0.5:g}" font-size="{height * 0.44:g}" font-weight="700" '
        f'letter-spacing="4">SPECIMEN</text><text x="{x + width / 2:g}" y="{y + height * 0.84:g}" '
        f'font-size="{height * 0.25:g}">NOT A TRAVEL DOCUMENT</text></g>'
    )


def _portrait(paper: Paper, page: _Page, seed: str) -> str:
    """Zone V, with a pale second portrait and the signature of zone IV below."""
    left, top, width = page.portrait
    scale = width / WIDTH
    tall = round(HEIGHT * scale)
    drawn = face(paper.holder, on=paper.issued.first, seed=seed)
    colour = inks(paper.document.issuer)
    ghost = width * 0.42 / WIDTH
    ghost_x, ghost_y = page.width - left - WIDTH * ghost, page.rows[-1][0] - HEIGHT * ghost + 4
    shiny = (
        '<radialGradient id="film"><stop offset="0.2" stop-color="#fff" stop-opacity="0"/><stop offset="0.6" '
        'stop-color="#7fd0c6"/><stop offset="0.78" stop-color="#e2c36b"/><stop offset="1" stop-color="#c58fd0"/>'
        "</radialGradient>"
    )
    film = (
        f'<defs>{shiny}</defs><g transform="translate({left + width - 30 * scale:.0f} {top + tall - 34 * scale:.0f}) '
        f'scale({scale:.3f})" opacity="0.5"><circle r="52" fill="url(#film)" opacity="0.75"/><g fill="none" '
        f'stroke="{colour.heading}" stroke-width="1.5"><circle r="46"/><circle r="38" stroke-dasharray="3 4"/></g>'
        f"{emblem(-26, -26, 52, colour.heading)}</g>"
    )
    faint = "" if page.back or paper.document.type == "V" else (
        f'<use href="#portrait" transform="translate({ghost_x:.0f} {ghost_y:.0f}) scale({ghost:.3f})" opacity="0.34"/>'
    )  # fmt: skip
    return (
        f'<g transform="translate({left} {top}) scale({scale:.4f})"><g id="portrait">{drawn}</g></g>'
        f'<rect x="{left}" y="{top}" width="{width}" height="{tall}" fill="none" stroke="{colour.heading}" '
        f'stroke-width="1.5" opacity="0.6"/>{faint}{film}'
        f"{signature(paper.holder.key, left + 20, top + tall + round(34 * scale), round(width * 0.62))}"
    )


def _fields(paper: Paper, page: _Page) -> Iterator[str]:
    """Zones I to III: a small label and the value under it."""
    values, (small, big) = printed_fields(paper), page.type_size
    colour = inks(paper.document.issuer)
    for baseline, row in page.rows:
        for name, x, width in row:
            value = values.get(name, "")
            if name == "native" and not _needs_own_line(paper):
                continue
            above = baseline - big * (1.14 if name == "native" else 1)
            yield f'<g fill="{colour.heading}">{_text(x, above, small, _LABELS[name], width)}</g>'
            if name == "native":
                yield _native(value, x, baseline, big * 1.05, width)
            else:
                yield _text(x, baseline, big, value, width, "600" if name in ("surname", "number") else "400")


def _needs_own_line(paper: Paper) -> bool:
    """Whether the name is written in another script than the Latin lines below it."""
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN") for letter in paper.holder.native
    )


def _native(name: str, x: int, baseline: int, size: float, width: int) -> str:
    """A name in its own script: as outlines where the room has them, else in the fonts of whoever looks."""
    known = _outlines("names.json")["names"].get(name)
    if known is None:
        return _text(x, baseline, round(size), name, width)
    scale = min(size / 1000, width / known["advance"])
    return (
        f'<g role="img" aria-label="{escape(name)}"><path transform="translate({x} {baseline}) '
        f'scale({scale:.4f})" d="{known["path"]}"/></g>'
    )


def _text(x: float, y: float, size: float, content: str, width: float, weight: str = "400", *, spaced: int = 0) -> str:
    """A line of print, smaller where it would be wider than its place."""
    wide = sum(_wide(letter) for letter in content) * size * (1.06 if weight != "400" else 1) + spaced * len(content)
    size = round(size * min(1.0, width / wide), 1) if wide else size
    apart = f' letter-spacing="{spaced}"' if spaced else ""
    bold = f' font-weight="{weight}"' if weight != "400" else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{bold}{apart}>{escape(content)}</text>'


def _wide(letter: str) -> float:
    """About how wide a letter of a plain sans serif is, in ems."""
    if letter in " .,'’·iIl|/":
        return 0.29
    return 0.7 if letter.isupper() else 0.56


def _watermark(page: _Page) -> str:
    """SPECIMEN across the visual zone, in outline so that everything under it can be read."""
    size = round(page.width * 0.155)
    high = page.height if page.back else page.lines_at[1] - 110
    return (
        f'<text x="{page.width / 2:g}" y="{high * 0.62:g}" font-size="{size}" font-weight="700" text-anchor="middle" '
        f'letter-spacing="14" fill="none" stroke="#a4232a" stroke-width="2" opacity="0.2" '
        f'transform="rotate(-17 {page.width / 2:g} {high * 0.55:g})" aria-hidden="true">SPECIMEN</text>'
    )


def _back(paper: Paper, page: _Page) -> str:
    """The other side of a TD1 card: the lines are printed here."""
    colour: Inks = inks(paper.document.issuer)
    return (
        f'<rect width="{page.width}" height="{page.height}" rx="{_CORNER}" fill="url(#tint)"/>'
        f'<g fill="none" stroke="{colour.line}" opacity="0.5" stroke-width="1.1" clip-path="url(#page)">'
        f'<use href="#rosette" x="{page.width // 2}" y="150"/><use href="#rosette" x="{page.width // 2}" y="150" '
        f'transform="rotate(15 {page.width // 2} 150)"/><use href="#rosette" transform="translate({page.width // 2} '
        f'150) scale(0.6)"/></g>{emblem(36, 40, 90, colour.heading)}<g fill="{colour.heading}">'
        f"{_text(146, 78, 24, AUTHORITY.upper(), 420, '700')}"
        f"{_text(146, 112, 17, 'Drawn for practice. Whoever finds it may keep it.', 460)}</g>"
        f"{_stamp(page, page.width / 1250)}"
        f"{_text(36, 190, 13, _LABELS['issued'], 240)}{_text(36, 218, 26, printed_day(paper.issued), 240)}"
        f"{_text(326, 190, 13, _LABELS['place'], 240)}{_text(326, 218, 26, printed_fields(paper)['place'], 300)}"
    )


def _lines(paper: Paper, page: _Page) -> str:
    """The machine readable zone in OCR-B; characters that were altered stand on scraped paper, a little off."""
    table = _outlines("ocrb.json")
    advance, glyphs = table["advance"], table["glyphs"]
    left, last = page.lines_at
    scale = _PITCH / advance
    used = sorted(set("".join(paper.lines)))
    defined = "".join(f'<path id="ocr{ord(one):x}" d="{glyphs[one]}"/>' for one in used if one in glyphs)
    top = last - _LEADING * (len(paper.lines) - 1)
    drawn = [
        f'<defs>{defined}</defs><rect x="0" y="{top - 62:g}" width="{page.width}" height="{page.height - top + 62:g}" '
        'fill="#fffdf8" opacity="0.78" clip-path="url(#page)"/>'
    ]
    for number, line in enumerate(paper.lines):
        genuine = paper.document.mrz[number] if number < len(paper.document.mrz) else line
        letters = []
        for place, letter in enumerate(line):
            altered = letter != genuine[place : place + 1]
            if altered:
                letters.append(
                    f'<rect x="{place * advance + 50}" y="-860" width="{advance - 90}" height="980" rx="90" '
                    'fill="#efe6cf" stroke="#d8cba8" stroke-width="24"/>'
                )
            off = f' y="{_OFF}"' if altered else ""
            letters.append(f'<use href="#ocr{ord(letter):x}" x="{place * advance}"{off}/>')
        baseline = top + number * _LEADING
        drawn.append(f'<g transform="translate({left:g} {baseline:g}) scale({scale:.5f})">{"".join(letters)}</g>')
    return "".join(drawn)


_OFF = 34  # thousandths of an em that an altered character stands too low


@cache
def _outlines(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("limen.specimens") / "glyphs" / name).read_text(encoding="utf-8"))
    return found
