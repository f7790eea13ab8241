"""The people of the stories: as fictional as everybody in the room, and each with a face to draw.

A `Look` is drawn, never measured and never read: it exists so that two portraits can be compared by eye.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limen.specimens.people import PEOPLE, Traveller
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

F, M, X = Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Look:
    """How a face is drawn: skin 0 (light) to 7 (dark), a hair colour and cut, what covers the head, and the rest.

    `cut` is short, parted, curly, cropped, bald, long, bun, bob or braids; `cover` is empty, scarf, turban or cap;
    `beard` is empty, stubble, full or moustache; `garment` and `eyes` are colours.
    """

    skin: int
    hair: str
    cut: str
    garment: str
    eyes: str = "#4a3222"
    cover: str = ""
    beard: str = ""
    glasses: bool = False
    wide: float = 1.0  # how wide the face is drawn


def _person(
    key: str, surname: str, given: str, native: str, nationality: str, born: str, sex: Sex, number: str, language: str
) -> Traveller:
    return Traveller(key, surname, given, native, nationality, PartialDate.parse(born), sex, number, language)


# fmt: off
_CAST = (
    # key, surname, given, native, State, born, sex, number, language; a child's birth follows the day of its story
    _person("jelena", "Ćuprija", "Jelena", "Јелена Ћуприја", "SRB", "1989-03-14", F, "014477203", "sr"),
    _person("ken", "Tobira", "Ken", "扉 健", "JPN", "1982-08-02", M, "TZ1180344", "ja"),
    _person("misaki", "Tobira", "Misaki", "扉 美咲", "JPN", "1984-01-27", F, "TZ1180345", "ja"),
    _person("hina", "Tobira", "Hina", "扉 陽菜", "JPN", "2011-05-05", F, "MZ2280346", "ja"),
    _person("ren", "Tobira", "Ren", "扉 蓮", "JPN", "2015-05-05", M, "MZ2280347", "ja"),
    _person("yui", "Tobira", "Yui", "扉 結", "JPN", "2021-05-05", F, "MZ2280348", "ja"),
    _person("ottilie", "Lintel", "Ottilie", "Ottilie Lintel", "UTO", "1972-10-19", F, "L55019283", "en"),
    _person("philomena", "Transom", "Philomena", "Philomena Transom", "GBR", "1991-11-24", F, "531147290", "en"),
    _person("avner", "Delet", "Avner", "אבנר דלת", "ISR", "1963-12-03", M, "34478120", "he"),
    _person("bohdan", "Mistok", "Bohdan", "Богдан Місток", "UKR", "1998-06-21", M, "FX771203", "uk"),
    _person("solvi", "Dørkarm", "Sølvi", "Sølvi Dørkarm", "UTO", "1987-02-11", F, "L71120396", "en"),
    _person("hala", "Jisr", "Hala", "هالة جسر", "SYR", "1990-09-08", F, "N01447720", "ar"),
    _person("ramiro", "Zaguán", "Ramiro Ángel", "Ramiro Ángel Zaguán", "ARG", "1979-04-25", M, "AAG447120", "es"),
    _person("abel", "Dejaf", "Abel", "አቤል ደጃፍ", "ETH", "2013-05-05", M, "EQ2247130", "am"),
    _person("nefeli", "Gefyra", "Nefeli", "Νεφέλη Γέφυρα", "GRC", "1994-07-16", F, "AO447120", "el"),
    _person("anjali", "Dvar", "Anjali", "अंजलि द्वार", "IND", "1992-10-30", F, "W7744120", "hi"),
    _person("anran", "Qiao", "Anran", "桥安然", "CHN", "1996-12-12", F, "EK7744120", "zh"),
    _person("radka", "Mostova", "Radka", "Радка Мостова", "BGR", "1957-03-03", F, "647712034", "bg"),
    _person("tamar", "Khidi", "Tamar", "თამარ ხიდი", "GEO", "1985-05-18", F, "18AB77120", "ka"),
    _person("malee", "Pratu", "Malee", "มาลี ประตู", "THA", "1993-01-09", F, "AC7712034", "th"),
)

_LOOKS: Mapping[str, Look] = {
    "jelena": Look(1, "#6b4423", "long", "#3f5d7d", "#5b7d8c"),
    "ken": Look(2, "#1c1a1a", "parted", "#2f3b4f", glasses=True),
    "misaki": Look(2, "#241d1a", "bob", "#7a4a5b"),
    "hina": Look(2, "#1c1a1a", "long", "#c05f4d"),
    "ren": Look(2, "#1c1a1a", "short", "#3e7a5d"),
    "yui": Look(2, "#241d1a", "bob", "#d99a2b"),
    "ottilie": Look(0, "#8f8a86", "bun", "#4b3f5f", "#6d8793", glasses=True),
    "philomena": Look(5, "#231815", "curly", "#2e6a6f"),
    "avner": Look(1, "#b9b4ad", "bald", "#3b3f46", "#5f6f5a", beard="full", wide=1.05),
    "bohdan": Look(0, "#b08a55", "cropped", "#4c5a3e", "#6d8da5", beard="stubble"),
    "solvi": Look(0, "#d8b878", "braids", "#37506b", "#5f86a8"),
    "hala": Look(3, "#241d1a", "long", "#54616b", cover="scarf"),
    "ramiro": Look(2, "#33241b", "parted", "#5c3d2e", "#5a4630", beard="moustache", wide=1.04),
    "abel": Look(6, "#17110f", "cropped", "#b7762a"),
    "nefeli": Look(2, "#2b1d16", "curly", "#8a3f45", "#57492f"),
    "anjali": Look(4, "#1d1614", "bun", "#8c4a1f"),
    "anran": Look(1, "#191717", "long", "#51658a", glasses=True),
    "radka": Look(1, "#cfcac4", "bob", "#5a4a6b", "#5d7a86", glasses=True, wide=1.05),
    "tamar": Look(1, "#3a241a", "bun", "#2d5a4d", "#4f6b52"),
    "malee": Look(3, "#191515", "bob", "#7d5a99"),
    # Those of the working day whose faces are easier to tell apart when somebody chose them.
    "amara": Look(7, "#171110", "braids", "#b5572e"),
    "beatrice": Look(0, "#d5d0ca", "bob", "#56647d", "#6a8798", glasses=True),
    "calvin": Look(6, "#2a2220", "cropped", "#34495e", beard="stubble"),
    "devraj": Look(4, "#1b1614", "short", "#6a4a2f", cover="turban", beard="full"),
    "dorian": Look(0, "#5a4632", "parted", "#2b2f38", "#6f7f6a", beard="moustache"),
    "farida": Look(2, "#231a17", "long", "#46505a", cover="scarf"),
    "gamze": Look(2, "#4a2d1c", "long", "#7f3b4b", "#5a5a38"),
    "ioan": Look(1, "#4a3524", "short", "#44523f", "#6a7f88", wide=1.06),
    "juma": Look(7, "#161110", "bald", "#7a5a22", beard="stubble"),
    "katerina": Look(3, "#241d1a", "curly", "#7b3f4a", glasses=True),  # her key alone would draw her as Jiyeon
    "leila": Look(3, "#221a17", "long", "#6a4560", cover="scarf"),
    "tigist": Look(6, "#17110f", "curly", "#3f6a4f"),
    "zarmina": Look(2, "#2b1f1a", "long", "#3d5a5a", "#55704f", cover="scarf"),
}
# fmt: on

CAST: Mapping[str, Traveller] = MappingProxyType({person.key: person for person in _CAST})
LOOKS: Mapping[str, Look] = MappingProxyType(_LOOKS)
EVERYBODY: Mapping[str, Traveller] = MappingProxyType({**PEOPLE, **CAST})
