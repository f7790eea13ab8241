"""What is written into a chip: the portrait of the page, groups that the signed list names, sizes as in the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from limen.documents.chip import parse
from limen.documents.chip.contents import compare_lists, listed_groups, signed_groups
from limen.specimens import AMARA, PEOPLE, passport
from limen.specimens.chips import MAPPED, MODERN
from limen.specimens.personalising import Agreement, Recipe, personalise, picture_of, secret
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)


def test_a_portrait_has_the_size_of_one_in_the_field_and_is_nobody_elses() -> None:
    picture = picture_of(AMARA, ON)
    assert 10_000 < len(picture) < 25_000
    assert picture != picture_of(PEOPLE["devraj"], ON)
    assert picture == picture_of(AMARA, ON)


@pytest.mark.parametrize("recipe", [MODERN, MAPPED, replace(MODERN, biometrics=True, encoding="39794")])
def test_the_signed_list_names_every_group(recipe: Recipe) -> None:
    files = personalise(passport(on=ON), AMARA, recipe, on=ON).files
    groups = {name: parse(name, data) for name, data in files.items()}
    finding = compare_lists(listed_groups(groups), signed_groups(files))
    assert finding.outcome is Outcome.PASSED
    assert set(signed_groups(files) or ()) == {name for name in files if name.startswith("DG")}
    assert ("CardSecurity" in files) == any(way.mapping == "CAM" for way in recipe.pace)


def test_a_domain_that_there_is_none_of_is_one_clear_error() -> None:
    with pytest.raises(ValueError, match="no standard domain"):
        secret("x", 5)
    with pytest.raises(ValueError, match="no standard domain"):
        Agreement(2, 5, 7).public_info  # noqa: B018 - computed when asked
