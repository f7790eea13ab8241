"""People who are on no list, in a stated mix of origins: `python generate.py --count N [--seed S] [--frequency]`.

`mix.tsv` says each origin's share, how its names are built and where its people hold passports; `words.tsv` holds its
given and family names, common ones first. Where the package faker is installed (requirements.txt beside the peers) its
lists follow as rarer words, and a share of some origins' names is written in their own script; without it our own words
are all there is. A rank gives a word's share: the n-th word weighs (n + 2) ** -0.8. Same arguments, same words, same
people. Nothing of Limen is imported here.

One line a person, tab between: number, origin, name, sex, birth date, nationality. `--frequency` prints instead how
often each word of our own lists stands in 1,000,000 names: word, count, the three origins that use it most.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import random
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST_YEAR, LAST_YEAR = 1938, 2012
OF_RANK = -0.8
SEED = 2026
_WESTERN = frozenset(["ar_DZ", "ar_AA", "ar_SA", "fa_IR", "hi_IN", "ta_IN", "ru_RU", "bg_BG", "he_IL", "th_TH"])


class Choice:
    """Words with their weights, drawn by a random number."""

    def __init__(self, words: Sequence[str], weights: Sequence[float] | None = None) -> None:
        self.words = tuple(words)
        self.totals = list(accumulate(weights or [(rank + 2) ** OF_RANK for rank in range(len(words))]))

    def draw(self, chance: random.Random) -> str:
        """One word."""
        return self.words[bisect(self.totals, chance.random() * self.totals[-1])]


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of the mix, ready to draw from; `own` gives a family and two lists of given names in another script."""

    name: str
    label: str
    share: float
    shapes: Choice
    countries: tuple[str, ...]
    january: float
    feminine: tuple[tuple[str, str], ...]
    parts: Mapping[str, Choice]
    own: tuple[str, Choice, Mapping[str, Choice]] | None
    own_share: float


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def of_faker(locale: str) -> dict[str, list[str]]:
    """The given and family names of one of faker's locales, common ones first where it says so; empty without it."""
    try:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    except ImportError:
        return {}
    found = {}
    for part, names in (
        ("male", ("first_names_male", "first_names")),
        ("female", ("first_names_female", "first_names")),
        ("family", ("last_names",)),
    ):
        given = next((getattr(provider, name) for name in names if getattr(provider, name, None)), ())
        ordered = sorted(given, key=lambda word: -given[word]) if isinstance(given, Mapping) else given
        found[part] = [word.replace(" ", "_") for word in dict.fromkeys(ordered)]
    return found


def words_of(origin: str, tails: str) -> dict[str, list[str]]:
    """Our own words of an origin, and faker's after them."""
    found = {row["part"]: row["words"].split() for row in rows("words.tsv") if row["origin"] == origin}
    for locale in tails.split():
        for part, words in of_faker(locale).items():
            if part in found:
                found[part] = list(dict.fromkeys([*found[part], *words]))
    return found


def origins(*, packages: bool = True) -> list[Origin]:
    """The mix."""
    found = []
    for row in rows("mix.tsv"):
        shapes = [shape.rsplit(":", 1) for shape in row["shapes"].split(";")]
        locale, _, share = row["native"].partition(":")
        native = of_faker(locale) if locale and packages else {}
        own = None
        if native:
            own = (locale, Choice(native["family"]), {sex: Choice(native[sex]) for sex in ("male", "female")})
        found.append(
            Origin(
                row["origin"], row["label"], float(row["share"]),
                Choice([shape for shape, _ in shapes], [float(weight) for _, weight in shapes]),
                tuple(row["countries"].split()), float(row["january"]),
                tuple((m, f) for m, _, f in (pair.partition(":") for pair in row["feminine"].split())),
                {part: Choice(w) for part, w in words_of(row["origin"], row["tail"] if packages else "").items()},
                own, float(share or 0),
            )
        )  # fmt: skip
    return found


_PARTS = {"f": "family", "p": "male", "q": "patronymic", "s": "syllable"}


def name_of(origin: Origin, sex: str, chance: random.Random) -> str:
    """One name, built as the origin builds them."""
    if origin.own and chance.random() < origin.own_share:
        locale, family, given = origin.own
        first, last = given[sex].draw(chance), family.draw(chance)
        if locale in _WESTERN:
            return f"{first} {last}".replace("_", " ")
        return f"{last}{first}".replace("_", "")
    found = []
    for token in origin.shapes.draw(chance).split():
        if token == "bin/bint" or token == "bin/binti":
            found.append(token.split("/")[sex == "female"])
            continue
        word = "".join(drawn(origin, part, sex, chance) for part in token.replace("-", "+-+").split("+"))
        found.append(word[:1].upper() + (word[1:].lower() if "+" in token else word[1:]))
    return " ".join(found).replace("_", " ")


def drawn(origin: Origin, part: str, sex: str, chance: random.Random) -> str:
    """One word of a name, in the form of its sex where the origin has two."""
    if part == "-":
        return part
    kind = sex if part == "g" else f"middle-{sex}" if part == "m" else _PARTS[part]
    word = origin.parts[kind].draw(chance)
    if part == "s":
        return word.capitalize()
    if sex == "female" and part in "fq":
        return next((word[: -len(m)] + f for m, f in origin.feminine if word.endswith(m)), word)
    return word


def people(count: int, seed: int = SEED, *, packages: bool = True) -> Iterator[tuple[str, str, str, str, str]]:
    """Origin, name, sex, birth date and nationality of each person."""
    chance = random.Random(seed)
    mix = origins(packages=packages)
    which = Choice([str(place) for place in range(len(mix))], [origin.share for origin in mix])
    for _ in range(count):
        origin = mix[int(which.draw(chance))]
        sex = "female" if chance.random() < 0.46 else "male"
        name = name_of(origin, sex, chance)
        year = int(chance.triangular(FIRST_YEAR, LAST_YEAR, 1988))
        day = (1, 1) if chance.random() < origin.january else (chance.randint(1, 12), chance.randint(1, 28))
        born = f"{year}-{day[0]:02}-{day[1]:02}"
        yield origin.name, name, "F" if sex == "female" else "M", born, chance.choice(origin.countries)


def frequency(count: int = 1_000_000) -> Iterator[str]:
    """How often each word of our own lists stands in so many names, and the origins that use it most."""
    found: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for origin, name, *_ in people(count, packages=False):
        for word in set(name.lower().replace("-", " ").split()):
            found[word] += 1
            where.setdefault(word, Counter())[origin] += 1
    for word, times in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if times > 1:
            used = where[word].most_common(3)
            yield f"{word}\t{times}\t{' '.join(f'{origin}:{round(100 * n / times)}' for origin, n in used)}"


def version() -> str:
    """Which words the people are made of."""
    try:
        return f"own words and faker {importlib.import_module('faker').VERSION}"
    except ImportError:
        return "own words only"


def main() -> None:
    """Print people, or the frequency of words."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--frequency", action="store_true")
    options.add_argument("--version", action="store_true", help="say which words the people are made of")
    chosen = options.parse_args()
    if chosen.version:
        print(version())
    elif chosen.frequency:
        sys.stdout.write("word\tper_million\torigins\n" + "".join(f"{line}\n" for line in frequency()))
    else:
        for number, person in enumerate(people(chosen.count, chosen.seed)):
            sys.stdout.write("\t".join((str(number), *person)) + "\n")


if __name__ == "__main__":
    main()
