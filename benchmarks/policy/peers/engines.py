"""A part of the law in other engines, in an environment of its own: `python engines.py LAW CASES`, both JSON files.

LAW has the lists and the days that the rules compare with; CASES are objects of which any key may be missing. One line
of JSON for each engine: its version, its answers (the outcome, or None with what it said instead), and the CPU seconds
of each of five runs over the cases that lack nothing, or 500 of them. Nothing of Limen is imported here, and nothing of
these packages anywhere else. Each engine has the rules as its own users write them; what is missing is left out of what
it is given.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Case = dict[str, Any]
RUNS = 5
ROWS = ("refer_protection", "refer_child_protection", "refuse", "refer_secondary")
LAW: dict[str, Any] = {}


def _cel() -> str:
    countries = {name: json.dumps(LAW[name]) for name in ("FREE_MOVEMENT", "ANNEX_I", "ANNEX_II_BIOMETRIC")}
    free = f"(nationality in {countries['FREE_MOVEMENT']} || family_member_free_movement)"
    return f"""
        asks_protection ? 'refer_protection' :
        (birth > {LAW["adult_if_born_by"]} && !accompanied_by_responsible_adult) ? 'refer_child_protection' :
        (!{free} && (
            (!residence_permit_or_long_stay && (
                document_expiry < {LAW["entry"]} || document_issued < {LAW["ten_years_ago"]} ||
                document_expiry < three_months_after_exit || planned_exit > {LAW["last_day"]} ||
                (!visa_held && (nationality in {countries["ANNEX_I"]} ||
                    (nationality in {countries["ANNEX_II_BIOMETRIC"]} && !document_biometric))))) ||
            (alert_for_refusal && !(residence_permit_or_long_stay && !alert_on_national_list))
        )) ? 'refuse' :
        ({free} && alert_for_refusal) ? 'refer_secondary' : 'admit'"""


def cel_expr_python() -> Callable[[Case], str]:
    """CEL in C++: what is missing is not bound."""
    from cel_expr_python import cel

    names = {**dict.fromkeys(LAW["facts"], cel.Type.BOOL), "nationality": cel.Type.STRING}
    names |= dict.fromkeys(LAW["days"], cel.Type.INT)
    program = cel.NewEnv(variables=names).compile(_cel())

    def answer(case: Case) -> str:
        found = program.eval(data=case)
        if found.type() in (cel.Type.ERROR, cel.Type.UNKNOWN):
            raise LookupError(str(found.value()))
        return str(found.plain_value())

    return answer


def common_expression_language() -> Callable[[Case], str]:
    """CEL in Rust: what is missing is not in the context."""
    import cel

    program = cel.compile(_cel())
    return lambda case: str(program.execute(case))


_REGO = """
package entry
import rego.v1
default outcome := "admit"
outcome := "refer_protection" if { input.asks_protection }
else := "refer_child_protection" if { child_alone }
else := "refuse" if { not free_mover; refused }
else := "refer_secondary" if { free_mover; input.alert_for_refusal }
child_alone if { input.birth > data.law.adult_if_born_by; not input.accompanied_by_responsible_adult }
free_mover if { input.nationality in data.law.FREE_MOVEMENT }
free_mover if { input.family_member_free_movement }
visa_required if { input.nationality in data.law.ANNEX_I }
visa_required if { input.nationality in data.law.ANNEX_II_BIOMETRIC; not input.document_biometric }
missing if { input.document_expiry < data.law.entry }
missing if { input.document_issued < data.law.ten_years_ago }
missing if { input.document_expiry < input.three_months_after_exit }
missing if { input.planned_exit > data.law.last_day }
missing if { visa_required; not input.visa_held }
passes if { input.residence_permit_or_long_stay; not input.alert_on_national_list }
refused if { missing; not input.residence_permit_or_long_stay }
refused if { input.alert_for_refusal; not passes }
"""


def regopy() -> Callable[[Case], str]:
    """Rego in C++: what is missing is undefined."""
    from regopy import Interpreter

    rego = Interpreter()
    rego.add_module("entry", _REGO)
    rego.add_data({"law": LAW})
    bundle = rego.build("data.entry.outcome")

    def answer(case: Case) -> str:
        rego.set_input(case)
        return str(json.loads(str(rego.query_bundle(bundle)))["expressions"][0])

    return answer


def datalogic_py() -> Callable[[Case], str]:
    """JSON-Logic in Rust: what is missing is null."""
    from datalogic_py import Engine

    def var(name: str) -> Any:
        return {"var": name}

    def nor(name: str) -> Any:
        return {"!": [var(name)]}

    def within(name: str) -> Any:
        return {"in": [var("nationality"), LAW[name]]}

    biometric = {"and": [within("ANNEX_II_BIOMETRIC"), nor("document_biometric")]}
    missing = {
        "or": [
            {"<": [var("document_expiry"), LAW["entry"]]},
            {"<": [var("document_issued"), LAW["ten_years_ago"]]},
            {"<": [var("document_expiry"), var("three_months_after_exit")]},
            {">": [var("planned_exit"), LAW["last_day"]]},
            {"and": [{"or": [within("ANNEX_I"), biometric]}, nor("visa_held")]},
        ]
    }
    passes = {"and": [var("residence_permit_or_long_stay"), nor("alert_on_national_list")]}
    refused = {
        "or": [
            {"and": [missing, nor("residence_permit_or_long_stay")]},
            {"and": [var("alert_for_refusal"), {"!": [passes]}]},
        ]
    }
    free = {"or": [within("FREE_MOVEMENT"), var("family_member_free_movement")]}
    child = {"and": [{">": [var("birth"), LAW["adult_if_born_by"]]}, nor("accompanied_by_responsible_adult")]}
    rows = [
        (var("asks_protection"), ROWS[0]),
        (child, ROWS[1]),
        ({"and": [{"!": [free]}, refused]}, ROWS[2]),
        ({"and": [free, var("alert_for_refusal")]}, ROWS[3]),
    ]
    rule = Engine().compile({"if": [*(part for row in rows for part in row), "admit"]})
    return lambda case: str(rule.evaluate(case))


def zen_expression() -> Callable[[Case], str]:
    """An expression of zen: what is missing is null."""
    import zen

    text = " ".join(_cel().split()).replace("&&", "and").replace("||", "or").replace("!(", "not (")
    for name in LAW["facts"]:
        text = text.replace(f"!{name}", f"not {name}")
    program = zen.compile_expression(text)
    return lambda case: str(program.evaluate(case))


def zen_table() -> Callable[[Case], str]:
    """A decision table of zen, first hit: what is missing fits no cell but an empty one."""
    import zen

    names = list(LAW["facts"])
    free, annex, bio = LAW["FREE_MOVEMENT"], LAW["ANNEX_I"], LAW["ANNEX_II_BIOMETRIC"]
    no_permit = {"residence_permit_or_long_stay": "false"}
    rows: list[tuple[dict[str, str], str]] = [
        ({"asks_protection": "true"}, ROWS[0]),
        ({"birth": f"> {LAW['adult_if_born_by']}", "accompanied_by_responsible_adult": "false"}, ROWS[1]),
        ({"nationality": ", ".join(map(json.dumps, free)), "alert_for_refusal": "true"}, ROWS[3]),
        ({"family_member_free_movement": "true", "alert_for_refusal": "true"}, ROWS[3]),
        ({"nationality": ", ".join(map(json.dumps, free))}, "admit"),
        ({"family_member_free_movement": "true"}, "admit"),
        ({**no_permit, "document_expiry": f"< {LAW['entry']}"}, ROWS[2]),
        ({**no_permit, "document_issued": f"< {LAW['ten_years_ago']}"}, ROWS[2]),
        ({**no_permit, "document_expiry": "< three_months_after_exit"}, ROWS[2]),
        ({**no_permit, "planned_exit": f"> {LAW['last_day']}"}, ROWS[2]),
        ({**no_permit, "visa_held": "false", "nationality": ", ".join(map(json.dumps, annex))}, ROWS[2]),
        (
            {
                **no_permit, "visa_held": "false", "document_biometric": "false",
                "nationality": ", ".join(map(json.dumps, bio)),
            },
            ROWS[2],
        ),
        ({**no_permit, "alert_for_refusal": "true"}, ROWS[2]),
        ({"alert_for_refusal": "true", "alert_on_national_list": "true"}, ROWS[2]),
        ({}, "admit"),
    ]  # fmt: skip
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "outcome", "name": "outcome", "field": "outcome"}],
        "rules": [
            {"_id": str(place), **{name: cells.get(name, "") for name in names}, "outcome": json.dumps(outcome)}
            for place, (cells, outcome) in enumerate(rows)
        ],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table, "position": {"x": 0, "y": 0}},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda case: str(decision.evaluate(case)["result"]["outcome"])


def _openfisca() -> tuple[Any, Any]:
    import numpy as np
    from openfisca_core import entities, periods, taxbenefitsystems, variables

    person = entities.Entity("person", "persons", "", "")
    system = taxbenefitsystems.TaxBenefitSystem([person])

    def add(name: str, kind: type, formula: Any = None) -> None:
        more = {"formula": formula} if formula else {}
        fields = {"value_type": kind, "entity": person, "definition_period": periods.DateUnit.DAY, "label": name}
        system.add_variable(type(name, (variables.Variable,), {**fields, **more}))

    kinds = {**dict.fromkeys(LAW["facts"], bool), "nationality": str, **dict.fromkeys(LAW["days"], int)}
    for name, kind in kinds.items():
        add(name, kind)

    def outcome(persons: Any, period: Any) -> Any:
        one = {name: persons(name, period) for name in LAW["facts"]}
        within = {name: np.isin(one["nationality"].astype(str), LAW[name])
                  for name in ("FREE_MOVEMENT", "ANNEX_I", "ANNEX_II_BIOMETRIC")}  # fmt: skip
        permit = one["residence_permit_or_long_stay"]
        needs_visa = within["ANNEX_I"] | within["ANNEX_II_BIOMETRIC"] & ~one["document_biometric"]
        missing = (
            (one["document_expiry"] < LAW["entry"])
            | (one["document_issued"] < LAW["ten_years_ago"])
            | (one["document_expiry"] < one["three_months_after_exit"])
            | (one["planned_exit"] > LAW["last_day"])
            | needs_visa & ~one["visa_held"]
        )
        refused = missing & ~permit | one["alert_for_refusal"] & ~(permit & ~one["alert_on_national_list"])
        child = (one["birth"] > LAW["adult_if_born_by"]) & ~one["accompanied_by_responsible_adult"]
        free = within["FREE_MOVEMENT"] | one["family_member_free_movement"]
        rows = [one["asks_protection"], child, ~free & refused, free & one["alert_for_refusal"]]
        return np.select(rows, [1, 2, 3, 4], 0)

    add("outcome", int, outcome)
    return system, kinds


def openfisca_core() -> Callable[[Case], str]:
    """OpenFisca, a simulation for each case: what is missing is nought, false or empty."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system, _ = _openfisca()

    def answer(case: Case) -> str:
        given = {name: {LAW["on"]: value} for name, value in case.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"p": given}})
        return ("admit", *ROWS)[int(simulation.calculate("outcome", LAW["on"])[0])]

    return answer


def openfisca_together(cases: list[Case]) -> float:
    """CPU seconds of OpenFisca with all cases in one simulation, which is what it is made for."""
    import numpy as np
    from openfisca_core.simulation_builder import SimulationBuilder

    system, kinds = _openfisca()
    columns = {name: np.array([case[name] for case in cases], dtype=object if kind is str else kind)
               for name, kind in kinds.items()}  # fmt: skip
    simulation = SimulationBuilder().build_default_simulation(system, len(cases))
    began = time.process_time()
    for name, column in columns.items():
        simulation.set_input(name, LAW["on"], column)
    simulation.calculate("outcome", LAW["on"])
    return time.process_time() - began


ENGINES: dict[str, tuple[str, Callable[[], Callable[[Case], str]]]] = {
    "CEL (cel-expr-python)": ("cel-expr-python", cel_expr_python),
    "CEL (common-expression-language)": ("common-expression-language", common_expression_language),
    "Rego (regopy)": ("regopy", regopy),
    "JSON-Logic (datalogic-py)": ("datalogic-py", datalogic_py),
    "zen-engine, expression": ("zen-engine", zen_expression),
    "zen-engine, decision table": ("zen-engine", zen_table),
    "OpenFisca-Core": ("openfisca-core", openfisca_core),
}


def _asked(answer: Callable[[Case], str], case: Case) -> tuple[str | None, str]:
    try:
        return answer(case), ""
    except Exception as problem:  # noqa: BLE001 - each engine has its own way to say that it cannot tell
        return None, f"{type(problem).__name__}: {problem}"[:400]


def main() -> None:
    """Ask every engine every case, and time those that lack nothing."""
    LAW.update(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    for name, (package, build) in ENGINES.items():
        try:
            answer = build()
        except Exception as problem:  # noqa: BLE001 - not installed, or of another version: said, not hidden
            print(json.dumps({"engine": name, "why_not": f"{type(problem).__name__}: {problem}"}), flush=True)
            continue
        whole = given["whole"] if name != "OpenFisca-Core" and "Rego" not in name else given["whole"][:500]
        seconds = []
        for _ in range(RUNS):
            began = time.process_time()
            for case in whole:
                answer(case)
            seconds.append((time.process_time() - began) / len(whole))
        told = {
            "engine": name,
            "version": version(package),
            "whole": [_asked(answer, case) for case in given["whole"]],
            "lacking": [_asked(answer, case) for case in given["lacking"]],
            "seconds": seconds,
        }
        if name == "OpenFisca-Core":
            told["together"] = [openfisca_together(given["whole"]) / len(given["whole"]) for _ in range(RUNS)]
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
