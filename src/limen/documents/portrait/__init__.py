"""Is it the same face? Two pictures compared one to one, by whatever provider is installed; the officer decides.

Rules of this part: a score is shown with its threshold and what it rests on; above the threshold it passes, below it is
`unsure`, and it is never `failed`, for no machine refuses anyone; without a provider, or without one face on each
picture, the comparison is `not_done`; nothing is said of whether a living person was there. Nobody is looked for in a
list of faces: there is no such function. Pictures are opened within bounds, and only where they will be looked at.

>>> str(liveness().outcome)
'not_done'
"""

from limen.documents.portrait.comparing import Comparison, compare, examine, liveness, not_made
from limen.documents.portrait.model import Face, FaceProvider, MissingProviderError, Seen
from limen.documents.portrait.words import WORDS

__all__ = [
    "WORDS",
    "Comparison",
    "Face",
    "FaceProvider",
    "MissingProviderError",
    "Seen",
    "compare",
    "examine",
    "liveness",
    "not_made",
]
