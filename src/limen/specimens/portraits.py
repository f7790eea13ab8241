"""Faces of people who do not exist, drawn as SVG from a `Look`: by formula, the same each time, and nobody's likeness.

A person of the cast has a chosen look; anybody else gets one from their key, never from nationality. Every face looks
straight ahead with a closed mouth on a plain ground, as Doc 9303-3 3.9 asks of a portrait. One face is drawn at an age:
children smaller and rounder, the old with lines and grey hair.

>>> from limen.specimens.people import AMARA
>>> portrait(AMARA, on=date(2026, 11, 22)).startswith("<svg")
True
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import escape

from limen.specimens.cast import LOOKS, F, Look, M
from limen.specimens.people import Traveller

WIDTH, HEIGHT = 350, 450  # tenths of a millimetre: the 35 by 45 mm of a passport photograph
_SKINS = ("#f3d6c2", "#e9c3a4", "#e0b48f", "#cf9c74", "#b97f55", "#96623f", "#744a30", "#573526")
_LIPS = ("#c9837a", "#bd776b", "#b56f60", "#a65f50", "#92503f", "#7c4236", "#64342c", "#54302a")
_HAIR = ("#191616", "#2b1f1a", "#4a3222", "#6f4a2b", "#a57c4a")
_GREY = "#bdb8b1"
_GARMENTS = ("#34495e", "#5d4157", "#3f5d4d", "#7a4a2f", "#4b5563", "#7b3f4a", "#2f5d6b")
_CUTS = {F: ("long", "bun", "bob", "braids", "curly"), M: ("short", "parted", "cropped", "curly", "bald")}


def look_of(person: Traveller, *, seed: str = "") -> Look:
    """How a person is drawn: chosen for the cast, else from their key; another `seed` is another face."""
    if not seed and person.key in LOOKS:
        return LOOKS[person.key]
    dice = sha256(f"{person.key}/{person.surname}/{person.given}/{seed}".encode()).digest()
    cuts = _CUTS.get(person.sex or F, _CUTS[F][2:] + _CUTS[M][:3])
    beard = ("", "", "stubble", "full", "moustache")[dice[4] % 5] if person.sex is M else ""
    return Look(
        skin=dice[0] % 8,
        hair=_HAIR[dice[1] % 5],
        cut=cuts[dice[2] % len(cuts)],
        garment=_GARMENTS[dice[3] % 7],
        eyes=("#3a281c", "#4a3222", "#5a5a38", "#5f7f90")[dice[5] % 4],
        beard=beard,
        glasses=dice[6] % 4 == 0,
        wide=0.96 + dice[7] % 5 * 0.025,
    )


def portrait(person: Traveller, *, on: date, seed: str = "") -> str:
    """A fictional portrait as an SVG document of 35 by 45 mm, at the person's age on a day.

    `seed` draws another face under the same name: for somebody who carries another person's paper.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img"><title>{escape(person.name)}: a drawn portrait of nobody</title>{face(person, on=on, seed=seed)}'
        "</svg>"
    )


def face(person: Traveller, *, on: date, seed: str = "", name: str = "face") -> str:
    """The portrait as a group to be placed in a picture; `name` makes its identifiers its own."""
    age = person.birth.age_on(on)[0] if person.birth else 40
    look = look_of(person, seed=seed)
    if age >= 60 and not seed and person.key not in LOOKS:
        look = replace(look, hair=_GREY)
    if age < 16:
        look = replace(look, beard="")
    ground = (
        f'<linearGradient id="{name}-ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#eef1f2"/>'
        '<stop offset="1" stop-color="#cfd8dc"/></linearGradient>'
        f'<radialGradient id="{name}-skin" cx="0.42" cy="0.4" r="0.75"><stop offset="0.35" '
        f'stop-color="{_SKINS[look.skin]}"/><stop offset="1" stop-color="{_shade(_SKINS[look.skin], 0.8)}"/>'
        f'</radialGradient><clipPath id="{name}-edge"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath>'
    )
    if age < 40 and not seed and person.key not in LOOKS and look.cut == "bald":
        look = replace(look, cut="short")
    # A child stands lower before the camera and fills less of the picture.
    size, chin = (0.86, 362) if age < 8 else (0.96, 346) if age < 13 else (1.05, 334) if age < 16 else (1.14, 322)
    place = f"translate({175 - 175 * size:.1f} {chin - 298 * size:.1f}) scale({size})"
    drawn = "".join(
        (
            _behind(look), _body(look), _ears_and_neck(look), _head(look, name, young=age < 13),
            _features(look, age, plain=person.sex is M), _beard(look), _hair(look), _cover(look), _glasses(look),
        )
    )  # fmt: skip
    return (
        f'<defs>{ground}</defs><g clip-path="url(#{name}-edge)"><rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="url(#{name}-ground)"/><g transform="{place}" stroke-linecap="round" stroke-linejoin="round">{drawn}'
        "</g></g>"
    )


def _shade(colour: str, by: float) -> str:
    """A colour made darker (below 1) or lighter."""
    parts = (min(255, round(int(colour[at : at + 2], 16) * by)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _between(one: str, other: str) -> str:
    """The colour half way from one to another."""
    parts = ((int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2 for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _path(d: str, fill: str, *, opacity: float = 1.0) -> str:
    return f'<path d="{d}" fill="{fill}"{_see_through(opacity)}/>'


def _line(d: str, colour: str, width: float, *, opacity: float = 1.0) -> str:
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"{_see_through(opacity)}/>'


def _see_through(opacity: float) -> str:
    return "" if opacity == 1.0 else f' opacity="{opacity}"'


def _mirrored(drawing: str) -> str:
    """A drawing of one side of the face, and the same for the other."""
    return f'{drawing}<g transform="translate(350 0) scale(-1 1)">{drawing}</g>'


def _body(look: Look) -> str:
    dark = _shade(look.garment, 0.78)
    shoulders = "M4 470C10 394 60 366 128 346L175 372L222 346C290 366 340 394 346 470Z"
    collar = _mirrored(_path("M128 346L146 334L175 372L158 404Z", _shade(look.garment, 1.2)))
    return _path(shoulders, look.garment) + _path("M175 372L222 346C290 366 340 394 346 470H175Z", dark) + collar


def _ears_and_neck(look: Look) -> str:
    skin = _SKINS[look.skin]
    neck = _path("M140 262V338Q175 388 210 338V262Z", _shade(skin, 0.86))
    shadow = _path("M140 282Q175 330 210 282V306Q175 352 140 306Z", _shade(skin, 0.68), opacity=0.6)
    ears = "" if look.cover == "scarf" else _mirrored(
        _path("M110 184C92 176 90 208 98 224C104 238 114 236 116 226Z", _shade(skin, 0.9))
        + _line("M106 194Q98 204 107 220", _shade(skin, 0.68), 2.5)
    )  # fmt: skip
    return neck + shadow + ears


def _head(look: Look, name: str, *, young: bool) -> str:
    jaw = "C241 252 216 296 175 298C134 296 109 252 109 190"
    if young:  # rounder below
        jaw = "C244 252 222 292 175 293C128 292 106 252 109 190"
    d = f"M109 190C108 122 138 96 175 96C212 96 242 122 241 190{jaw}Z"
    broad = look.wide * 1.05
    wide = f' transform="translate({175 - 175 * broad:.2f} 0) scale({broad:.3f} 1)"'
    cheek = _path("M241 190C241 252 216 296 175 298C206 280 224 240 222 178Z", "#000000", opacity=0.06)
    return f'<g{wide}><path d="{d}" fill="url(#{name}-skin)"/>{cheek}</g>'


def _features(look: Look, age: int, *, plain: bool) -> str:
    skin, ink = _SKINS[look.skin], _shade(_SKINS[look.skin], 0.6)
    lips = _between(skin, _LIPS[look.skin]) if plain else _LIPS[look.skin]
    brow = _shade(look.hair, 0.85) if look.hair != _GREY else "#8f8a84"
    big = 1.14 if age < 13 else 1.0
    eye = (
        f'<g transform="translate(147 196) scale({big})">'
        + _path("M-17 1Q0 -12 17 2Q0 10 -17 1Z", "#fbf8f4")
        + f'<circle cy="-0.6" r="6.8" fill="{look.eyes}"/><circle cy="-0.6" r="3.2" fill="#15100d"/>'
        + '<circle cx="2.4" cy="-3" r="1.5" fill="#fff"/>'
        + _line("M-18 1Q0 -13 18 2", _shade(skin, 0.36), 3)
        + _line("M-13 7Q0 12 14 6", ink, 1.4, opacity=0.6)
        + "</g>"
        + _line("M126 177Q144 166 165 173", brow, 5.5 if age >= 16 else 4)
    )
    nose = _line("M170 198Q165 226 161 236Q166 243 175 243Q184 243 189 236", ink, 2.6, opacity=0.75)
    bridge = _path("M178 190Q184 222 189 236Q184 243 176 243Z", "#000000", opacity=0.07)
    mouth = (
        _path("M150 265Q165 258 175 261Q185 258 200 265Q175 268 150 265Z", _shade(lips, 0.92))
        + _path("M150 265Q175 268 200 265Q175 282 150 265Z", lips)
        + _line("M150 265Q175 268.5 200 265", _shade(lips, 0.6), 2)
    )
    lines = ""
    if age >= 45:
        lines = _mirrored(_line("M152 246Q145 256 145 268", ink, 1.8, opacity=0.5))
    if age >= 60:
        lines += _mirrored(_line("M133 211Q145 217 158 211M118 190L124 194M118 199L124 199", ink, 1.6, opacity=0.5))
        lines += _line("M145 138Q175 132 205 138M150 150Q175 145 200 150", ink, 1.5, opacity=0.4)
    blush = _mirrored(f'<ellipse cx="135" cy="236" rx="17" ry="11" fill="{lips}" opacity="0.18"/>')
    return blush + _mirrored(eye) + bridge + nose + mouth + lines


def _beard(look: Look) -> str:
    if not look.beard:
        return ""
    moustache = _path("M144 262Q158 246 175 251Q192 246 206 262Q190 256 175 258Q160 256 144 262Z", look.hair)
    if look.beard == "moustache":
        return moustache
    full = (
        "M109 196C110 256 130 308 175 312C220 308 240 256 241 196C236 226 228 246 210 254Q192 244 175 250"
        "Q158 244 140 254C122 246 114 226 109 196ZM150 266Q175 258 200 266Q196 280 175 281Q154 280 150 266Z"
    )
    if look.beard == "stubble":
        return f'<path d="{full}" fill="{look.hair}" fill-rule="evenodd" opacity="0.28"/>'
    return f'<path d="{full}" fill="{look.hair}" fill-rule="evenodd" opacity="0.96"/>{moustache}'


def _behind(look: Look) -> str:
    """Hair that falls behind the head and the shoulders."""
    dark = _shade(look.hair, 0.82)
    if look.cover == "scarf":
        return ""
    if look.cut == "long":
        return _path(
            "M100 190C92 110 130 78 175 78C220 78 258 110 250 190C256 270 262 318 276 366H74C88 318 94 270 100 190Z",
            dark,
        )
    if look.cut == "bob":
        return _path(
            "M98 190C92 108 132 80 175 80C218 80 258 108 252 190C256 232 258 262 250 282H100C92 262 94 232 98 190Z",
            dark,
        )
    if look.cut == "bun":
        return f'<circle cx="175" cy="76" r="34" fill="{dark}"/>'
    if look.cut == "braids":
        plait = "".join(
            f'<ellipse cx="{103 - n * 2}" cy="{236 + n * 26}" rx="14" ry="16" fill="{dark}"/>' for n in range(6)
        )
        return _mirrored(plait)
    if look.cut == "curly":
        spots = ((104, 150), (92, 184), (92, 220), (100, 252), (118, 118), (146, 96))
        return _mirrored("".join(f'<circle cx="{x}" cy="{y}" r="27" fill="{dark}"/>' for x, y in spots))
    return ""


# Hair over the forehead, by cut: from the left temple over the top and back along the hairline.
_TOPS = {
    "short": (
        "M103 196C96 116 132 76 177 76C226 76 256 116 247 196C242 172 238 156 230 146"
        "C196 152 160 148 132 134C118 148 108 168 103 196Z"
    ),
    "parted": (
        "M103 190C94 112 134 72 180 74C228 76 256 116 247 190C243 166 236 150 226 140"
        "C200 140 168 132 150 112C142 132 116 148 103 190Z"
    ),
    "cropped": (
        "M105 182C98 112 134 84 175 84C216 84 252 112 245 182C241 158 232 138 218 130"
        "Q175 120 132 130C118 138 109 158 105 182Z"
    ),
    "long": "M101 210C92 112 134 74 175 74C216 74 258 112 249 210C243 170 226 140 178 112C132 136 108 166 101 210Z",
    "bun": "M103 192C96 114 134 78 175 78C216 78 254 114 247 192C240 152 218 124 175 118C132 124 110 152 103 192Z",
    "bob": (
        "M99 214C90 112 132 76 175 76C218 76 260 112 251 214C246 186 240 168 234 156"
        "C206 160 150 160 116 154C108 170 103 190 99 214Z"
    ),
    "braids": "M103 200C94 114 134 76 175 76C216 76 256 114 247 200C240 158 216 128 175 100C134 128 110 158 103 200Z",
}


def _hair(look: Look) -> str:
    """Hair over the forehead."""
    if look.cover in ("scarf", "turban"):
        return ""
    shine = _shade(look.hair, 1.35)
    top = _TOPS.get(look.cut, "")
    if look.cut == "curly":
        spots = ((120, 132), (142, 112), (168, 102), (108, 158))
        return _mirrored("".join(f'<circle cx="{x}" cy="{y}" r="21" fill="{look.hair}"/>' for x, y in spots))
    if look.cut == "bald":
        return _mirrored(_path("M107 200C98 180 100 156 112 142C112 164 112 180 113 196Z", look.hair))
    return _path(top, look.hair) + _line("M128 118Q146 96 176 92", shine, 4, opacity=0.35)


def _cover(look: Look) -> str:
    cloth = _shade(look.garment, 1.3)
    fold = _shade(look.garment, 1.02)
    if look.cover == "scarf":
        around = (
            "M175 66C118 66 88 112 92 190C94 256 84 316 58 378C100 410 140 424 175 424C210 424 250 410 292 378"
            "C266 316 256 256 258 190C262 112 232 66 175 66ZM175 118C216 118 236 152 234 196C233 250 210 291 175 293"
            "C140 291 117 250 116 196C114 152 134 118 175 118Z"
        )
        folds = _line("M112 300Q160 352 240 366M104 330Q150 386 224 402M130 92Q104 128 106 190", fold, 4, opacity=0.7)
        return f'<path d="{around}" fill="{cloth}" fill-rule="evenodd"/>{folds}'
    if look.cover == "turban":
        wrap = "M98 158C84 92 122 48 175 48C228 48 266 92 252 158C236 136 210 124 175 120C140 124 114 136 98 158Z"
        folds = _line("M104 128Q150 60 228 66M98 148Q160 84 248 110M122 80Q190 84 250 142", fold, 4, opacity=0.8)
        return _path(wrap, cloth) + folds
    if look.cover == "cap":
        return _path("M104 134C112 74 238 74 246 134Q175 112 104 134Z", cloth)
    return ""


def _glasses(look: Look) -> str:
    if not look.glasses:
        return ""
    lens = (
        '<rect x="122" y="181" width="46" height="32" rx="13" fill="#ffffff" fill-opacity="0.12" stroke="#2a2a2e" '
        'stroke-width="3.2"/>'
    )
    return _mirrored(lens + _line("M122 192L106 188", "#2a2a2e", 3)) + _line("M168 192Q175 187 182 192", "#2a2a2e", 3)
