"""How common a word is among travellers, and what that leaves it to tell."""

from __future__ import annotations

import pytest
from benchmarks.screening.generators import frequency
from hypothesis import given
from hypothesis import strategies as st

from limen.screening import Entry, Index, screen
from limen.screening.commonness import of_sound, of_word, reference
from limen.screening.index import ListRarity
from limen.screening.lists import ListedName
from limen.screening.names import words
from limen.vocabulary.person import Person

NO_LIST = ListRarity(0, {}, {})


@pytest.mark.parametrize("common", ["ahmed", "mohammed", "khan", "singh", "maria", "kim"])
def test_a_word_common_among_travellers_tells_little_though_no_list_has_it(common: str) -> None:
    assert NO_LIST.weight(common) < 0.6 * NO_LIST.weight("quillfeather")


def test_a_word_common_on_a_list_but_rare_among_travellers_still_tells() -> None:
    entries = [Entry(str(n), "post", (ListedName(f"Quillfeather {n}"),)) for n in range(40)]
    rarity = ListRarity.learn(entries)
    assert NO_LIST.weight("quillfeather") > rarity.weight("quillfeather") > rarity.weight("ahmed")


def test_spellings_of_one_name_and_its_forms_in_other_scripts_are_common_together() -> None:
    shares = [of_sound(words(name)[0]) for name in ("Mohammed", "Muhamad", "محمد", "Мухаммад")]
    assert len(set(shares)) == 1 and shares[0] > 0.02
    assert of_word(words("王")[0]) > of_word("quillfeather")


def test_a_name_of_common_words_scores_less_and_says_why() -> None:
    index = Index.build(
        [Entry("1", "post", (ListedName("Mohammed Ahmed"),)), Entry("2", "post", (ListedName("Ulf Quill"),))]
    )
    (common,), (rare,) = (screen(index, Person("p", (name,))) for name in ("Mohammed Ahmed", "Ulf Quill"))
    assert common.score < rare.score
    assert "name.few_words" in [part.code for part in common.why]


@given(st.text(min_size=1, max_size=12))
def test_every_word_has_a_weight_and_a_share(text: str) -> None:
    for word in words(text):
        assert 0.05 <= NO_LIST.weight(word) <= 1.0
        assert 0.0 <= of_word(word) <= 1.0 and 0.0 <= of_sound(word) <= 1.0


def test_the_table_says_what_it_was_counted_on_and_is_what_its_program_makes() -> None:
    assert {"population", "made", "columns", "licence"} <= set(reference())
    assert "".join(f"{line}\n" for line in frequency.lines()) == frequency.SHIPPED.read_text(encoding="utf-8")
