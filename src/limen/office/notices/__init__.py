"""What is handed to people: the pack's words in named slots, set by one template of ours into a tagged PDF.

Rules of the room: no Django and no clock; a notice is made of data that was decided elsewhere. Words of law come from
the pack, words of the form from `wording` in the same language; nothing that anybody typed is ever read as a program.

>>> fill("Entry is refused to {name}.", {"name": "#eval {braces}"})
'Entry is refused to #eval {braces}.'
"""

from limen.office.notices.letter import (
    GroundBox,
    Letter,
    NoticeError,
    Paragraph,
    Row,
    Signature,
    render,
)
from limen.office.notices.slots import fill, slots_of
from limen.office.notices.wording import WORDS, Wording, is_right_to_left, languages, wording

__all__ = [
    "WORDS",
    "GroundBox",
    "Letter",
    "NoticeError",
    "Paragraph",
    "Row",
    "Signature",
    "Wording",
    "fill",
    "is_right_to_left",
    "languages",
    "render",
    "slots_of",
    "wording",
]
