"""Birth dates in arrays grade exactly as they do one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.screening import Entry
from limen.screening.births import GRADES, UNKNOWN, agreement, arrays, grades
from limen.screening.compare import WEIGHTS
from limen.screening.lists import BirthInterval
from limen.vocabulary.dates import PartialDate

years = st.sampled_from([1969, 1970, 1971, 1972, 1976, 1979, 1980, 1990])
months = st.sampled_from([1, 3, 5, 12])
dates = st.one_of(
    st.builds(PartialDate, years),
    st.builds(PartialDate, years, months),
    st.builds(PartialDate, years, months, st.sampled_from([1, 3, 5, 12, 13, 21])),
    st.builds(PartialDate, years, st.just(0), st.just(0), st.just(True)),
)
ranges = st.tuples(dates, dates).filter(lambda pair: pair[0].first <= pair[1].last)
intervals = st.one_of(dates.map(BirthInterval.of), ranges.map(lambda pair: BirthInterval(*pair)))


def test_grades_stand_in_the_order_of_what_they_are_worth() -> None:
    worth = [WEIGHTS[grade] for grade in GRADES]
    assert worth == sorted(worth, reverse=True)


@settings(max_examples=400)
@given(theirs=st.lists(dates, max_size=3), listed=st.lists(st.lists(intervals, max_size=4), min_size=1, max_size=6))
def test_arrays_grade_as_one_pair_after_the_other_does(
    theirs: list[PartialDate], listed: list[list[BirthInterval]]
) -> None:
    entries = [Entry(str(number), "made", (), tuple(born)) for number, born in enumerate(listed)]
    places = np.arange(len(entries))
    found = grades([[], theirs], np.ones(len(entries), np.int64), arrays(entries), places)
    for entry, grade in zip(entries, found.tolist(), strict=True):
        pairs = [GRADES.index(agreement(mine, other)) for mine in theirs for other in entry.born]
        assert grade == min(pairs, default=UNKNOWN)
