"""The words every room speaks: names, dates, places, persons, evidence, decisions.

Rules of the room: nothing here knows a file, a clock, a database or a jurisdiction. Values are frozen; what is not
known is said to be unknown and is never `None` pretending to be an answer.

>>> from limen.vocabulary.dates import PartialDate
>>> PartialDate.parse("1980-03").first.isoformat()
'1980-03-01'
"""
