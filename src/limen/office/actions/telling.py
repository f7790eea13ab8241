"""What the record keeps as codes and values, told: a template with what fills it, or the law's words in a language.

A finding is kept with its English sentence, for whoever reads the record; a page says it again from its code and
parameters, so that an officer reads it in their own language (DESIGN §9.6). Words of law stay the pack's: they are told
in the asked language where the pack has it, else in English, and the view says which of them it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache, reduce
from string import Formatter
from typing import Any

from limen import assessment, documents, policy, screening
from limen.documents import examined, lost, whys
from limen.documents.agreement import SOURCES as AGREEING
from limen.documents.mrz import MrzError
from limen.documents.mrz.lines import REMEDY, WANTED
from limen.documents.seal.words import FIELDS as OF_SEALS
from limen.office.actions.errors import Words
from limen.office.actions.unmade import NOT_MADE
from limen.office.actions.views import LawLine
from limen.office.connections.document_registers import NOT_USED
from limen.policy import FactDefinition, Pack, Route
from limen.policy.explain import Line
from limen.policy.prose import Phrase, isolated, labelled_rule, node_said, title_of
from limen.policy.prose import Said as Sentence
from limen.policy.spoken import spoken_value
from limen.screening import whys as list_whys
from limen.screening.unsearched import DISK_BROKEN, EXPIRED, FILE_BROKEN, UNSEARCHED
from limen.vocabulary import countries
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_

TEMPLATES: Mapping[str, str] = {
    **documents.WORDS,
    **examined.words(),
    **screening.WORDS,
    **assessment.WORDS,
    "history.number": N_("the same document number"),
}
# Parameters that are words themselves, not data.
PARAMETERS: Mapping[str, str] = {"day": N_("day"), "month": N_("month"), "year": N_("year")}
# What a question takes, by the kind of its fact.
ACCEPTED: Mapping[str, str] = {
    "bool": N_("answer yes or no"),
    "enum": N_("answer one of {values}"),
    "int": N_("answer a whole number"),
    "money": N_("answer an amount, 900 or 900.50 {currency}"),
    "date": N_("answer a date, 2026-11-22 or 22.11.2026"),
    "country": N_("answer the two letters of a State, UTO for one that is in no list"),
    "": N_("answer in the form asked for"),
}
# Why a fact has no value.
STATUSES: Mapping[str, str] = {
    "unknown": N_("unknown"),
    "refused": N_("refused"),
    "disputed": N_("disputed"),
    "not_applicable": N_("not applicable"),
    "not_established": N_("not established"),
}
# Where a fact is from.
SOURCES: Mapping[str, str] = {
    "mrz": N_("MRZ"),
    "answer": N_("answer"),
    "officer": N_("officer"),
    "register": N_("register"),
    "post": N_("post"),
    "list": N_("list"),
    "assessment": N_("assessment"),
    "relaxed": N_("relaxed checks"),
    "chip": N_("chip"),
    "page": N_("page"),
    "seal": N_("seal"),
    "printed": N_("printed page"),
    "eye": N_("the officer’s eye"),
    "file": N_("a file given at the desk"),
    "photo": N_("the newcomer’s own photo"),
    "virtual": N_("a virtual passport, read in process"),
    "live": N_("live picture"),
    "camera": N_("the desk’s camera"),
    "practice": N_("the practice camera: a drawing"),
}
# Who compared faces, where that is not the name of a program.
PROVIDERS: Mapping[str, str] = {
    "drawn specimens only, no recogniser": N_("drawn specimens only, no recogniser"),
}
FIELDS = examined.FIELDS
_FEATURES = frozenset(examined.FEATURES.values())


def unread(error: MrzError) -> Words:
    """Why an input is no MRZ, for the officer."""
    return Words(
        error.template, **{k: Words(v) if isinstance(v, str) and v in _PARTS else v for k, v in error.params.items()}
    )


def accepted(definition: FactDefinition) -> Words:
    """What a question takes for an answer."""
    kind = str(definition.type.kind)
    return Words(
        ACCEPTED.get(kind, ACCEPTED[""]), values=", ".join(definition.type.values), currency=definition.type.currency
    )


def language_of(pack: Pack, language: str) -> str:
    """The language in which a pack tells its whole law to somebody: theirs, its plain form, else English."""
    plain = language.partition("-")[0]
    return next((code for code in (language, plain) if code in pack.languages), "en")


_PARTS = frozenset({WANTED, REMEDY})


def title(finding: Mapping[str, Any]) -> str:
    """What a check is called; its code where it has no words."""
    return _told(TEMPLATES.get(finding["code"], ""), finding.get("params", {})) or str(finding["code"])


def reason(finding: Mapping[str, Any], route: Route | None = None, language: str = "en") -> str:
    """What a check found; the sentence that was kept where the words of today do not fit its parameters.

    With the `route` it was made by, facts that it names are named as the law does in that language.
    """
    template = TEMPLATES.get(f"{finding['code']}.{finding['outcome']}") or TEMPLATES.get(finding["code"], "")
    params = finding.get("params", {})
    kept = str(finding.get("reason", ""))
    try:
        template.format_map({**params})
    except (KeyError, IndexError, ValueError):
        return kept
    if route is not None and "facts" in params:
        params = {**params, "facts": _facts_named(str(params["facts"]), route, language)}
    return _told(template, params) or kept


def _facts_named(kept: str, route: Route, language: str) -> str:
    """Facts named one after the other; their codes are kept with spaces for their underscores."""
    named = [route.pack.words(language, "facts", one.replace(" ", "_"), "name") or one for one in kept.split(", ")]
    return _series(named)


def feature(kept: Mapping[str, Any]) -> str:
    """Why a hit or an earlier person was found, in words."""
    return _told(TEMPLATES.get(kept["code"], ""), kept.get("params", {})) or str(kept.get("reason") or kept["code"])


def repair(why: str, was: str, might_be: str) -> str:
    """Why a character may have been read wrong."""
    return Words(TEMPLATES[f"mrz.repair.{why}"], was=was, might_be=might_be)


def _told(template: str, params: Mapping[str, Any]) -> str:
    if not template:
        return ""
    filled = {name: _parameter(name, value, params) for name, value in params.items()}
    return Words(template, **{**_gaps(template), **filled})


@lru_cache(maxsize=500)
def _gaps(template: str) -> Mapping[str, str]:
    return {name: "…" for _text, name, _form, _how in Formatter().parse(template) if name}


def _parameter(name: str, value: Any, params: Mapping[str, Any]) -> Any:
    """What fills a template: dates, States, counted days and words that are templates themselves, each as itself."""
    if name == "days_words":
        return timedelta(days=int(params["days"]))
    if name.endswith("_words"):
        return dated(str(params.get(name.removesuffix("_words"), "")), str(value))
    if name == "name" and "code" in params:
        return countries.find(str(params["code"])) or value
    if name == "why" and str(value).startswith(EXPIRED.partition("{")[0]):
        return Words(EXPIRED, day=str(value).removeprefix(EXPIRED.partition("{")[0]))
    if (
        name == "why"
        and "list" in params
        and (unsearched := next((one for key, one in UNSEARCHED.items() if key in params), ""))
    ):
        filled = {key: one for key, one in params.items() if key not in ("why", "list", "title")}
        return Words(unsearched, **{key: Words(one) if one in _BROKEN else one for key, one in filled.items()})
    if name in ("title", "known", "first", "second", "how", "when", "why") and value in _NESTED:
        return Words(str(value))
    if name == "provider":
        return provider(str(value))
    if name == "types":
        return _series([_key_use(one) for one in str(value).split(", ")])
    if name == "vouchers":
        return _series([_voucher(one) for one in str(value).split("; ")])
    if name in ("what", "fields") and (named := fields_named(str(params.get("fields", value)))):
        return named
    if name in _EXPLAINING and isinstance(value, str):
        return explained(value)
    if name == "field" and value in OF_SEALS:
        return Words(OF_SEALS[value])
    if name == "feature" and value in _FEATURES:
        return Words(value)
    if name in ("source", "device", "picture") and value in SOURCES:
        return Words(SOURCES[value])
    return value


# Parameters that hold an explanation in words of `whys`, or a name in which such words stand.
_EXPLAINING = frozenset({"why", "flaw", "what", "key", "where", "reference"})


# The rooms whose errors and reasons are kept as one sentence; the documents' last, one of whose templates takes much.
_APART = (list_whys.apart, NOT_MADE.apart, NOT_USED.apart, whys.apart)


def explained(kept: str) -> str:
    """Why a check ended as it did, or something could not be done, in words that are marked; several in a row.

    What is none of them is no explanation of ours (a name, what somebody wrote), and stays as it is.
    """
    return _series([_explained(part) for part in whys.severally(kept)])


def _explained(text: str) -> str:
    codes = [part.strip() for part in text.split(",")]
    if all(code in TEMPLATES and "." in code for code in codes):  # findings that an explanation names
        return _series([Words(TEMPLATES[code]) for code in codes])
    if (found := next(filter(None, (apart(text) for apart in _APART)), None)) is None:
        return text
    template, parts = found
    return Words(template, **{name: _explained_part(name, part) for name, part in parts.items()})


def _explained_part(name: str, text: str) -> str:
    if name in whys.NESTED:
        return explained(text)
    return Words(examined.NAMED[text]) if name == "field" and text in examined.NAMED else text


def _key_use(code: str) -> str:
    return Words(whys.KEY_USES[code]) if code in whys.KEY_USES else code


def _voucher(kept: str) -> str:
    """Who vouches for an authority: a list by its own name, a file or another certificate by its kind and name."""
    kind, _blank, name = kept.partition(" ")
    template = whys.VOUCHES.get(kind)
    return Words(template, name=name) if template else kept


def fields_named(codes: str) -> str:
    """Fields of a document named one after the other, by their codes; "" where one of them is none.

    A record of earlier days has `document code` for `document_code`.
    """
    names = [examined.NAMED.get(one.strip().replace(" ", "_"), "") for one in codes.split(",")]
    return _series([Words(name) for name in names]) if all(names) else ""


def _series(parts: Sequence[str]) -> str:
    """Words one after the other, with the comma of whoever reads them."""
    return reduce(lambda before, next: Words(N_("{before}, {next}"), before=before, next=next), parts)


_WHY_NOT = (*lost.NOT_ANSWERED.values(), lost.NO_LIST, lost.EXPIRED, lost.NO_NUMBER)
_BROKEN = (FILE_BROKEN, DISK_BROKEN)
_OF_LOST = (*lost.HOW.values(), *lost.WHEN.values(), *_WHY_NOT)
_NESTED = frozenset({*assessment.WORDS.values(), *PARAMETERS, *AGREEING.values(), *_OF_LOST})


def dated(text: str, plain: str) -> Any:
    """An EDTF day or interval for a template: 24 Dec 1991, about 1963, 1962 to 1964; `plain` for what is none."""
    try:
        days = [PartialDate.parse(part) for part in text.split("/")]
    except DateError:
        return plain
    ends = [Words(N_("about {day}"), day=day) if day.circa else day for day in days]
    return ends[0] if len(ends) == 1 else Words(N_("{first} to {last}"), first=ends[0], last=ends[1])


def value(route: Route, fact: str, kept: Any, status: str, language: str) -> str:
    """The value of a fact as it is read: yes and no, a choice in the law's words, a day as it is kept.

    Where there is none, why; "" where nobody has asked.
    """
    if status not in ("known", "disputed") or kept is None:
        return Words(STATUSES[status]) if status in STATUSES and status != "unknown" else ""
    if isinstance(kept, bool):
        return Words(N_("yes")) if kept else Words(N_("no"))
    if isinstance(kept, list):
        return str(len(kept))
    definition = route.pack.facts.get(fact)
    if definition is not None and str(definition.type.kind) == "enum":
        return spoken_value({"kind": "enum", "value": kept, "fact": fact}, route.pack, language)
    return str(kept)


def question(route: Route, fact: str, kept: str, language: str) -> str:
    """The question for a fact in a language; as it was kept where the law has none."""
    if fact.startswith("document.") and (name := fact.rpartition(".")[2]) in examined.FIELDS:
        return Words(examined.FIELDS[name])  # no fact of the law: two sources of one document differ in it
    return policy.question(route, fact, language) or kept or fact.replace("_", " ")


def source(code: str) -> str:
    """Where a fact is from: a list by its id."""
    kind, colon, name = code.partition(":")
    words = Words(SOURCES[kind]) if kind in SOURCES else kind.replace("_", " ")
    return Words(N_("{source} {name}"), source=words, name=name) if colon else words


def evidence(kept: Mapping[str, Any], *left_out: str) -> str:
    """What a finding rests on in one line; of pictures their size and the digest by which they are known."""
    told = [f"{key} {value}" for key, value in kept.items() if key not in (*left_out, "pictures")]
    for one in kept.get("pictures", ()):
        wide, high = one.get("size", ("–", "–"))
        told.append(f"{one.get('picture')} {wide} × {high} SHA-256 {str(one.get('sha256'))[:16]}")
    return ", ".join(told)


def provider(name: str) -> str:
    """Who compared faces: a program by its own name, what is none in words."""
    return Words(PROVIDERS[name]) if name in PROVIDERS else name


def device(code: str) -> str:
    """With what a document was looked at: a device by its own name, what is none in words."""
    return Words(SOURCES[code]) if code in SOURCES else code


def worded(said: Sentence) -> str:
    """A sentence of the law for a page: its template, and in it the pack's own words; those alone are no template."""
    if not isinstance(said, Phrase):
        return said
    return Words(said.template, **{name: worded(part) for name, part in said.parts.items()})


def law_lines(lines: Iterable[Line]) -> tuple[LawLine, ...]:
    """A route told line by line, for a page."""
    return tuple(
        LawLine(one.depth, worded(one.said), one.cite, one.heading, one.code if one.heading else "") for one in lines
    )


TraceLine = tuple[int, str, str, str]  # depth, value (true, false, unknown, "" where it is not told), words, cite


def trace(
    kept: Mapping[str, Any], route: Route, language: str, unjudged: frozenset[str] = frozenset()
) -> Iterable[TraceLine]:
    """The kept tree as lines; a rule that hangs on the officer's own finding is only named until then (§9.13)."""
    for row in kept.get("rows", ()):
        yield 0, str(row["value"]), route.outcome_words(row["id"], language), str(row["cite"])
    for rule in kept.get("rules", ()):
        words = title_of(route, rule["id"], language)
        if unjudged and any(fact in text for text in _texts(rule) for fact in unjudged):
            yield 0, "", words, Words(N_("waits for your own finding"))
            continue
        yield 0, str(rule["value"]), words, str(rule["cite"])
        for part in rule["parts"]:
            yield from _branch(part, route, language, 1, rule["id"])


def _branch(node: Mapping[str, Any], route: Route, language: str, depth: int, of: str = "") -> Iterable[TraceLine]:
    """A node and what is under it; the formula of the rule `of` is that rule again, and only its parts are told."""
    if not (of and labelled_rule(node, route) == of):
        yield depth, str(node["value"]), worded(node_said(node, route, language)), str(node.get("cite", ""))
        depth += 1
    for part in node.get("parts", ()):
        yield from _branch(part, route, language, depth)


def _texts(node: Mapping[str, Any]) -> Iterable[str]:
    yield str(node.get("text", ""))
    for part in node.get("parts", ()):
        yield from _texts(part)


def difference(route: Route, row: Mapping[str, Any], language: str) -> str:
    """Two sources that disagree as they are put to a person: the question, and both values with their sources."""
    return _put(route, row, language, _asked(route, row["name"], language))


def differences_put(route: Route, row: Mapping[str, Any]) -> frozenset[str]:
    """Every wording in which they may have been put: in each language of the law, and as it was said in earlier days.

    A line on record is words; by them the replies are found again.
    """
    languages = {*route.pack.text, "en"}
    earlier = {_put(route, row, code, question(route, row["name"], "", code)) for code in languages}
    return frozenset(earlier | {difference(route, row, code) for code in languages})


def _asked(route: Route, name: str, language: str) -> str:
    """The question for a fact; for a field of a document its name, as the law of that language has it."""
    field = name.rpartition(".")[2] if name.startswith("document.") else ""
    return (route.pack.own_words(language, "fields", field) if field else "") or question(route, name, "", language)


def _put(route: Route, row: Mapping[str, Any], language: str, asked: str) -> str:
    first, second = (_quoted(route, row["name"], row[side], language) for side in ("first", "second"))
    return f"{asked} {first} / {second}"


def _quoted(route: Route, name: str, fact: Mapping[str, Any], language: str) -> str:
    kept, source = fact.get("value"), fact.get("source") or "–"
    if language == "en":  # as every line on record has it, by which its replies are found again
        return f"“{_plain(fact)}” ({source})"
    definition = route.pack.facts.get(name)
    text = _plain(fact)
    if text and definition is not None and not isinstance(kept, list):
        kind = str(definition.type.kind)
        text = spoken_value({"kind": kind, "value": kept, "fact": name}, route.pack, language)
    kind, colon, of = source.partition(":")
    kind = route.pack.words(language, "sources", kind) or kind
    return f"“{isolated(text)}” ({f'{kind} {isolated(of)}' if colon else kind})"


def _plain(fact: Mapping[str, Any]) -> str:
    kept = fact.get("value")
    if isinstance(kept, list):
        return str(len(kept))
    if fact.get("status", "known") not in ("known", "disputed") or kept is None:
        return ""
    return {True: "yes", False: "no"}[kept] if isinstance(kept, bool) else str(kept)
