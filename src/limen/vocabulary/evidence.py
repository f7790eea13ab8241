"""What a check found, what policy may rely on, and where two sources disagree.

A `Finding` is a code with parameters, never a finished sentence: the words beside each code are a template marked for
translation and rendered by whoever shows it. A check that did not run is a finding too (`not_done`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the extraction mark every gettext tool knows
    """Mark an English template for extraction; answers it unchanged."""
    return message


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"
    NOT_DONE = "not_done"


# The worst first: what an officer must see before anything else.
SEVERITY: Mapping[Outcome, int] = MappingProxyType(
    {Outcome.FAILED: 0, Outcome.UNSURE: 1, Outcome.NOT_DONE: 2, Outcome.PASSED: 3}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    `code` is dotted and stable (`mrz.check_digit.number`); `outcome` how it ended; `params` fill the code's template;
    `clause` is the clause of the standard or law that asks for the check; `evidence` refers to what was looked at
    (kept bytes, a device, an officer), for example `{"line": 2, "start": 1, "end": 9}`.
    """

    code: str
    outcome: Outcome
    params: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    clause: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def reason(self, templates: Mapping[str, str]) -> str:
        """The finding in words: the template of `code.outcome`, else of `code`, with the parameters filled in."""
        template = templates.get(f"{self.code}.{self.outcome}") or templates.get(self.code)
        if template is None:
            return f"{self.code}: {self.outcome}"
        return template.format_map(_Named(self.params))

    def to_json(self, templates: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The finding as DESIGN §5 prints it; `reason` only where templates are given."""
        answer: dict[str, Any] = {"code": self.code, "outcome": str(self.outcome), "params": dict(self.params)}
        if templates is not None:
            answer["reason"] = self.reason(templates)
        answer["clause"] = self.clause
        answer["evidence"] = dict(self.evidence)
        return answer


def _plain(value: Any) -> Any:
    """A value as JSON writes it, whatever word of the vocabulary or of policy it is."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    for name in ("to_json", "isoformat"):
        if hasattr(value, name):
            return getattr(value, name)()
    return value


class _Named(dict[str, Any]):
    """A parameter that a template names and a finding lacks shows as itself, rather than break the desk."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class FactStatus(StrEnum):
    """Why a fact has, or has not, a value that policy may use."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    REFUSED = "refused"  # the person declined to answer
    DISPUTED = "disputed"  # sources disagree and nobody has weighed them
    NOT_APPLICABLE = "not_applicable"
    NOT_ESTABLISHED = "not_established"  # an officer closed the inquiry: who bears the burden loses


class Standard(StrEnum):
    """How firmly a fact is established, weakest first."""

    SUSPICION = "suspicion"
    REASONABLE_GROUNDS = "reasonable_grounds"
    BALANCE = "balance"
    CLEAR_AND_CONVINCING = "clear_and_convincing"
    BEYOND_DOUBT = "beyond_doubt"

    @property
    def rank(self) -> int:
        """0 for the weakest; compare ranks, not names."""
        return _RANKS[self]


_RANKS = {standard: rank for rank, standard in enumerate(Standard)}


@dataclass(frozen=True, slots=True)
class Fact:
    """What policy may rely on: a value with its status, date, source and the standard of proof it reached.

    `value` has meaning only where `status` is known (or disputed, for display). `source` says where it is from
    (`mrz`, `register`, `officer`, `answer`, `list:un`); `basis` names the findings or answers behind it.
    """

    name: str
    value: Any = None
    status: FactStatus = FactStatus.KNOWN
    standard: Standard = Standard.BALANCE
    source: str = ""
    as_of: str = ""
    basis: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether policy may use the value."""
        return self.status is FactStatus.KNOWN

    @classmethod
    def unknown(cls, name: str, *, source: str = "", basis: tuple[str, ...] = ()) -> Fact:
        """A fact nobody has established yet; `basis` may say why not."""
        return cls(name, None, FactStatus.UNKNOWN, source=source, basis=basis)

    def to_json(self) -> dict[str, Any]:
        """The fact as DESIGN §5 reads and writes it."""
        answer: dict[str, Any] = {"value": _plain(self.value), "status": str(self.status)}
        answer["standard"] = str(self.standard)
        for name in ("source", "as_of"):
            if getattr(self, name):
                answer[name] = getattr(self, name)
        if self.basis:
            answer["basis"] = list(self.basis)
        return answer


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two facts of one name and two sources that disagree: neutral, to be put to the person, answered and weighed."""

    name: str
    first: Fact
    second: Fact
    code: str
    params: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Both values with their sources; neither is called the truth."""
        return {
            "name": self.name,
            "code": self.code,
            "first": self.first.to_json(),
            "second": self.second.to_json(),
            "params": dict(self.params),
        }
