"""The travellers: people who do not exist, with names from many scripts and what they would answer.

`native` is the name as the person writes it, `surname` and `given` as a passport prints them in Latin letters (with
their marks; the MRZ transliterates them). Every family name is a word for a threshold, a door or a bridge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Sex

F, M, X = Sex.FEMALE, Sex.MALE, Sex.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Traveller:
    """A fictional person: names, birth, nationality as printed (ICAO), sex, passport number, language (ISO 639)."""

    key: str
    surname: str
    given: str
    native: str
    nationality: str
    birth: PartialDate | None
    sex: Sex | None
    number: str
    language: str = "en"

    @property
    def name(self) -> str:
        """Given names and family name in Latin letters."""
        return f"{self.given} {self.surname}".strip()


def _person(
    key: str,
    surname: str,
    given: str,
    native: str,
    nationality: str,
    born: str,
    sex: Sex | None,
    number: str,
    language: str,
) -> Traveller:
    birth = PartialDate.parse(born) if born else None
    return Traveller(key, surname, given, native, nationality, birth, sex, number, language)


# fmt: off
_ALL = (
    #       key, surname, given, native, State, born, sex, number, language
    _person("amara", "Onuụzọ", "Amara Nkechi", "Amara Nkechi Onuụzọ", "NGA", "1991-04-17", F, "A01234567", "en"),
    _person("devraj", "Dehleez", "Devraj", "देवराज दहलीज़", "IND", "1988-11-02", M, "Z4410927", "hi"),
    _person("farida", "Astaneh", "Farida", "فریده آستانه", "IRN", "1979-07-23", F, "K88120344", "fa"),
    _person("leila", "Al-Ataba", "Leila Nour", "ليلى نور العتبة", "JOR", "1994-02-09", F, "N5521870", "ar"),
    _person("zarmina", "Darshal", "Zarmina", "زرمینه درشل", "AFG", "1997-09-30", F, "P00771253", "ps"),
    _person("taro", "Shikii", "Taro", "敷居 太郎", "JPN", "1969-05-14", M, "TS4402918", "ja"),
    _person("jiyeon", "Munteok", "Ji Yeon", "문턱 지연", "KOR", "1990-12-01", F, "M77310052", "ko"),
    _person("kan", "Men", "Kan Ming", "门槛明", "CHN", "1985-03-28", M, "EJ3310942", "zh"),
    _person("tam", "Ngưỡng", "Cửa Tâm", "Ngưỡng Cửa Tâm", "VNM", "2013-06-11", M, "C5530017", "vi"),
    _person("somchai", "Thorani", "Somchai", "สมชาย ธรณี", "THA", "1975-01-19", M, "AB3319420", "th"),
    _person("oksana", "Porih", "Oksana", "Оксана Поріг", "UKR", "1986-08-05", F, "FX220914", "uk"),
    _person("mikheil", "Zghurbli", "Mikheil", "მიხეილ ზღურბლი", "GEO", "1982-10-10", M, "17AC55029", "ka"),
    _person("anahit", "Shemyan", "Anahit", "Անահիտ Շեմյան", "ARM", "1993-03-08", F, "AT0331184", "hy"),
    _person("gamze", "Eşik", "Gamze", "Gamze Eşik", "TUR", "1996-05-26", F, "U10992743", "tr"),
    _person("ioan", "Prag", "Ioan", "Ioan Prag", "MDA", "1983-08-21", M, "AA0913375", "ro"),
    _person("marisol", "Umbral", "Marisol", "Marisol Umbral", "MEX", "1981-06-30", F, "G33018265", "es"),
    _person("bruno", "Limiar", "Bruno", "Bruno Limiar", "BRA", "1992-01-25", M, "FZ110284", "pt"),
    _person("beatrice", "Doorstep", "Beatrice", "Beatrice Doorstep", "GBR", "1958-12-12", F, "533019284", "en"),
    _person("calvin", "Sill", "Calvin", "Calvin Sill", "USA", "1977-09-03", M, "593310284", "en"),
    _person("ingrid", "Terskel", "Ingrid", "Ingrid Terskel", "NOR", "1984-02-29", F, "CCP30194", "no"),
    _person("henri", "Schwell", "Henri", "Henri Schwell", "LUX", "1971-11-11", M, "JX3301984", "lb"),
    _person("katerina", "Katofli", "Katerina", "Κατερίνα Κατώφλι", "GRC", "1999-07-07", F, "AN5510293", "el"),
    _person("ilona", "Küszöb", "Ilona", "Küszöb Ilona", "HUN", "1966-04-04", F, "BM3319027", "hu"),
    _person("tigist", "Defaf", "Tigist", "ትዕግስት ደፋፍ", "ETH", "1989-01-06", F, "EP5510298", "am"),
    _person("bayan", "Choukath", "Bayan", "বায়ান চৌকাঠ", "BGD", "1987-07-19", M, "BX0661928", "bn"),
    _person("juma", "Kizingiti", "Juma", "Juma Kizingiti", "KEN", "1980-03-03", M, "AK1109283", "sw"),
    _person("noam", "Miftan", "Noam", "נועם מפתן", "ISR", "1995-10-15", X, "33019284", "he"),
    _person("dorian", "Vestibule", "Dorian", "Dorian Vestibule", "UTO", "1976-05-09", M, "L20117736", "en"),
    _person("edda", "Limensdottir", "Edda", "Edda Limensdottir", "UTO", "1990-01-31", F, "L33018872", "en"),
)
# fmt: on

PEOPLE: Mapping[str, Traveller] = MappingProxyType({person.key: person for person in _ALL})
AMARA = PEOPLE["amara"]


def traveller(key: str) -> Traveller:
    """The fictional traveller of that key. Raises KeyError naming those there are."""
    if key not in PEOPLE:
        raise KeyError(f"there is no specimen traveller {key!r}: there are {', '.join(PEOPLE)}")
    return PEOPLE[key]
