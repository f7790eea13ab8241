"""The words alike that a segment finds: all that `likeness` and `as_one` find, and never for less than they give."""

from __future__ import annotations

import random

import numpy as np
from rapidfuzz.distance import OSA

from limen.screening import Entry
from limen.screening.align import EVEN, as_one, join
from limen.screening.lists import ListedName
from limen.screening.names import UNVOWELLED, Told, likeness, most_alike, readings
from limen.screening.segment import Segment
from limen.screening.wordlist import WORTH, Sought
from limen.vocabulary.romanisation import equivalents
from tests.screening.test_index import invented, slipped

_SPELT = ["ch", "c", "j", "y", "g", "h", "x", "q", "k", "w", "v", "th", "dh", "ou", "u"]


def invented_words(chance: random.Random, count: int) -> list[str]:
    """Words, words a slip away from them, words written with other letters, words of the table of names."""
    words = sorted(equivalents())[:40]
    while len(words) < count:
        word = slipped(chance.choice(words) if chance.random() < 0.5 else invented(chance), chance)
        if chance.random() < 0.3:
            word = word.replace(chance.choice(_SPELT), chance.choice(_SPELT))
        words += [word] if word and word.isascii() and word not in words else []
    return words


def test_no_two_words_are_more_alike_than_the_most_they_were_reckoned_to_be() -> None:
    words = [word for word in invented_words(random.Random(2), 400) if not word.startswith(UNVOWELLED)]
    pairs = [(one, other) for one in words for other in words[::3]]
    heard = [(set(readings(one)) & set(readings(other)), readings(one), readings(other)) for one, other in pairs]
    longest = [sorted((max(map(len, mine)), max(map(len, theirs)))) for _, mine, theirs in heard]
    lines = [bool(set(equivalents().get(one, ())) & set(equivalents().get(other, ()))) for one, other in pairs]
    told = Told(
        np.array([OSA.distance(one, other) for one, other in pairs], np.int32),
        np.array([max(len(one), len(other)) for one, other in pairs], np.int32),
        np.array([bool(shared) for shared, _, _ in heard]),
        np.array([mine[0] == theirs[0] for _, mine, theirs in heard]),
        np.array([len(theirs[0]) for _, _, theirs in heard], np.int32),
        np.array([short for short, _ in longest], np.int32),
        np.array([long for _, long in longest], np.int32),
        np.array(lines),
    )
    given = np.array([likeness(one, other)[0] for one, other in pairs])
    assert (given > 0).sum() > 400
    wrong = np.flatnonzero(given > most_alike(told) + 1e-9)
    assert not len(wrong), [pairs[place] for place in wrong[:5].tolist()]


def test_every_word_alike_is_found_for_what_it_gives_at_least() -> None:
    chance = random.Random(4)
    words = invented_words(chance, 500)
    names = [" ".join(chance.sample(words, 2)) for _ in range(300)]
    listed = Segment.build([Entry(str(n), "made", (ListedName(name),)) for n, name in enumerate(names)], EVEN)
    asked = [Sought(word, 0.7, 1.0) for word in chance.sample(words, 200)]
    asked += [Sought(join(*chance.sample(words, 2)), 1.4, 2.0, is_joined=True) for _ in range(50)]
    found = 0
    printed = listed.arrays["word_printed"].tolist()
    for one, alike in zip(asked, listed.words.alike(asked), strict=True):
        worth = dict(zip(alike.places.tolist(), alike.gives[:, WORTH].tolist(), strict=True))
        for place, other in enumerate(listed.words.texts):
            if one.is_joined or not printed[place]:
                value = as_one(one.word, other) if printed[place] or not one.is_joined else float(one.word == other)
            else:
                value = likeness(one.word, other)[0]
            if value:
                assert worth.get(place, 0.0) >= value * 1.25 * 0.97, (one, other)  # the lightest word weighs a quarter
                found += 1
    assert found > 400
    assert [alike.rows for alike in listed.words.alike(asked[:3])] == [
        one.rows for word in asked[:3] for one in listed.words.alike([word])
    ]
