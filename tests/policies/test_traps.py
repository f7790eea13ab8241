"""Cases judged by hand from the law before a pack answered: dated pairs, facts not to rely on, what must be asked.

Each row is a case beside one that is like it but for what is named. `needs` says which questions must be among those
asked; where it is given, the law has not answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest

from limen.policy import Pack, Route, evaluate, load_pack, parse_facts
from limen.policy.bulk import verdicts
from limen.policy.formula import GoverningRule, governing
from limen.policy.reading import Reading
from limen.policy.values import Kind
from limen.vocabulary.decision import Advice, OutcomeKind

TODAY = date(2026, 11, 22)
Facts = Mapping[str, Any]

PASSPORT: Facts = {
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "passport",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "alert_for_refusal": False,
    "security_concern": False,
    "planned_exit": "2026-12-06",
}
UNHEARD: Facts = {**PASSPORT, "thorough_check": "nothing_open"}  # fear has not been asked about
CALM: Facts = {**UNHEARD, "asks_protection": False}
BASES: dict[str, dict[str, Facts]] = {
    "schengen/entry": {
        "visitor": {
            **CALM, "nationality": "JP", "post_country": "LU", "document_issued": "2022-01-01", "stays": [],
            "residence_permit_or_long_stay": False, "family_member_free_movement": False,
        },
        "visa_holder": {
            **CALM, "nationality": "IN", "post_country": "LU", "document_issued": "2022-01-01", "stays": [],
            "residence_permit_or_long_stay": False, "family_member_free_movement": False,
            "visa_held": True, "visa_covers_stay": True,
        },
        "unheard": {
            **UNHEARD, "nationality": "IN", "post_country": "LU", "document_issued": "2022-01-01", "stays": [],
            "residence_permit_or_long_stay": False, "family_member_free_movement": False, "visa_held": False,
        },
        "citizen": {**PASSPORT, "nationality": "NO"},
        "spouse": {**PASSPORT, "nationality": "IN", "family_member_free_movement": True},
    },
    "schengen/exit": {
        "child": {
            "nationality": "JP", "birth": "2015-05-01", "document_in_order": True,
            "stays": [{"direction": "entry", "on": "2026-11-01", "state": "FR"}],
            "court_order_stops_exit": False, "security_concern": False, "accompanied_by_responsible_adult": True,
        },
    },
    "united_kingdom/entry": {
        "visitor": {
            **CALM, "nationality": "US", "travel_authorisation_held": True, "visa_held": False,
            "residence_permit_or_long_stay": False, "entry_without_leave": "none_applies",
            "refusal_breaches_rights": False,
        },
        "citizen": {**PASSPORT, "nationality": "GB"},
    },
    "united_kingdom/detention": {
        "held": {
            "birth": "1985-04-01", "detention_power": "removal", "could_be_citizen": False, "pregnant": False,
            "only_for_the_power": True, "period_reasonable": True, "removal_in_time": True, "acts_diligently": True,
            "bail_would_do": False, "risk_level": "no_indicator", "medical_report": "no_report",
            "asks_protection": False, "detained_from": "2026-11-20", "hours_detained": 60, "review_overdue": False,
        },
    },
    "united_states/entry": {
        "visitor": {
            **PASSPORT, "nationality": "IN", "visa_held": True, "inspection": "nothing_open", "asks_protection": False,
            "status_held": "no_status",
        },
        "waiver": {
            **PASSPORT, "nationality": "JP", "visa_held": False, "document_biometric": True, "asks_protection": False,
            "travel_authorisation_held": True, "vwp_transport": "signatory_and_return", "inspection": "nothing_open",
            "status_held": "no_status", "visa_exempt": False, "waiver_d4_granted": False,
        },
        "resident": {
            **PASSPORT, "nationality": "IN", "status_held": "permanent_resident", "inspection": "nothing_open",
            "asks_protection": False,
        },
    },
    "united_states/expedited_removal": {
        "arriving": {
            "birth": "1990-01-01", "er_class": "arriving", "er_ground": "documents", "arrival_by": "air",
            "no_full_relations": False, "under_visa_waiver": False, "status_claimed": "nothing_claimed",
            "record_complete": True, "supervisor_approved": True, "asks_protection": False,
        },
    },
    "united_states/custody": {
        "arrested": {
            "birth": "1990-01-01", "custody_authority": "arrested_inside", "custody_crime": "nothing",
            "custody_inadmissible": "misrepresentation", "custody_offence": "theft_or_burglary",
            "witness_protection": False, "danger_to_others": False, "flight_risk": False, "asks_protection": False,
        },
    },
    "canada/entry": {
        "visitor": {
            **CALM, "nationality": "FR", "arrival_mode": "air", "travel_authorisation_held": True,
            "status_held": "foreign_national", "us_permanent_resident": False, "temporary_resident_permit": False,
        },
        "visa_national": {
            **CALM, "nationality": "IN", "arrival_mode": "air", "visa_held": True, "status_held": "foreign_national",
            "us_permanent_resident": False, "visa_exempt": False, "temporary_resident_permit": False,
            "reentry_authorised": False, "document_biometric": True,
        },
    },
    "canada/claim": {
        "claim": {
            "nationality": "UTO", "birth": "1990-04-05", "under_removal_order": False, "prior_claim": "no_claim",
            "first_entry": "2024-01-10", "entered_at": "airport", "removed_from_us_in_transit": False,
            "stateless_us_resident": False, "claim_elsewhere": "none_known", "recognised_elsewhere": "not_recognised",
            "determined_ground": "none_determined", "hearing_awaited": False, "charge_awaited": False,
        },
    },
    "canada/detention": {
        "present": {
            "status_held": "foreign_national", "protected_person": False, "warrant": False, "birth": "1985-01-01",
            "claim_stage": "none_made", "asks_protection": False, "on_entry": True, "identity_satisfied": True,
            "designated_foreign_national": False, "inadmissible_believed": True, "public_danger": False,
            "unlikely_to_appear": False, "examination_needs_detention": False, "grave_ground_suspected": False,
            "alternatives_enough": False,
        },
    },
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case: what it is like, what differs, and what the law says of it."""

    id: str
    route: str
    base: str
    facts: Facts
    outcome: str
    on: date = TODAY
    codes: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = field(default=())  # facts that nobody may be asked


def below(value: Any, standard: str = "suspicion") -> Facts:
    return {"value": value, "standard": standard}


def status(of: str) -> Facts:
    return {"status": of}


SCHENGEN = "schengen/entry"
SECOND = {"line": "second"}
CHECK = {"thorough_check": None}
schengen = [
    # what an officer found counts, whatever key stands over it
    Case("found_false_though_the_checks_passed", SCHENGEN, "visitor", {**SECOND, "document_false": True}, "refuse",
         codes=("B",)),
    Case("found_false_at_the_desk", SCHENGEN, "visitor", {"document_false": True}, "refer_secondary"),
    Case("nobody_is_asked_whether_it_is_false", SCHENGEN, "visitor", SECOND, "admit", never=("document_false",)),
    Case("suspected_false", SCHENGEN, "visitor", {**SECOND, "document_false": below(True)}, "undetermined",
         needs=("document_false",)),
    Case("false_in_dispute", SCHENGEN, "visitor", {**SECOND, "document_false": status("disputed")}, "undetermined",
         needs=("document_false",)),
    Case("false_visa_at_the_desk", SCHENGEN, "visa_holder", {"visa_false": True}, "refer_secondary"),
    Case("false_visa", SCHENGEN, "visa_holder", {**SECOND, "visa_false": True}, "refuse", codes=("D",)),
    Case("purpose_found_wanting", SCHENGEN, "visitor", {"purpose_shown": False}, "refuse", codes=("E",)),
    Case("purpose_not_established", SCHENGEN, "visitor", {"purpose_shown": status("not_established")}, "refuse",
         codes=("E",)),
    Case("no_onward_means", SCHENGEN, "visitor",
         {"onward_means": False, "means_acquirable": False, "diplomatic_passport": False}, "refuse", codes=("G",)),
    Case("short_of_means_asks_for_the_rest", SCHENGEN, "visitor", {"means_amount": "10", "reference_amount": "50"},
         "undetermined", needs=("means_guaranteed",)),
    Case("short_of_means_a_diplomat", SCHENGEN, "visitor",
         {"means_amount": "10", "reference_amount": "50", "means_guaranteed": False, "diplomatic_passport": True},
         "admit"),
    Case("threat_found_at_the_desk", SCHENGEN, "visitor", {"threat": "public_health"}, "refer_secondary"),
    Case("threat_found", SCHENGEN, "visitor", {**SECOND, "threat": "public_health"}, "refuse", codes=("I",)),
    Case("hit_of_concern_without_a_finding", SCHENGEN, "visitor", {**SECOND, "security_concern": True},
         "undetermined", needs=("threat",)),
    Case("face_refused", SCHENGEN, "visitor", {"biometrics_refused": "facial_image", "outside_the_ees": False},
         "refuse", codes=("J",)),
    Case("fingers_refused_by_a_child_of_eleven", SCHENGEN, "visitor",
         {"birth": "2014-11-23", "accompanied_by_responsible_adult": True, "biometrics_refused": "fingerprints",
          "outside_the_ees": False}, "admit"),
    Case("fingers_refused_at_twelve", SCHENGEN, "visitor",
         {"birth": "2014-11-22", "accompanied_by_responsible_adult": True, "biometrics_refused": "fingerprints",
          "outside_the_ees": False}, "refuse", codes=("J",)),
    Case("visa_without_an_entry_left", SCHENGEN, "visa_holder", {"visa_entries_left": "none_left"}, "refuse",
         codes=("C",)),
    Case("visa_without_an_entry_left_and_nothing_else_said", SCHENGEN, "visa_holder",
         {"visa_covers_stay": None, "visa_entries_left": "none_left"}, "refuse", codes=("C",)),
    Case("visa_of_too_few_days", SCHENGEN, "visa_holder", {"visa_days_left": 14}, "refuse", codes=("C",)),
    Case("visa_of_enough_days", SCHENGEN, "visa_holder", {"visa_days_left": 15}, "admit"),
    Case("visa_that_ends_before", SCHENGEN, "visa_holder", {"visa_expiry": "2026-12-05"}, "refuse", codes=("C",)),
    # dated pairs and edges
    Case("ten_years_old_today", SCHENGEN, "visitor", {"document_issued": "2016-11-22"}, "admit"),
    Case("a_day_past_ten_years", SCHENGEN, "visitor", {"document_issued": "2016-11-21"}, "refuse", codes=("A",)),
    Case("three_months_after", SCHENGEN, "visitor", {"document_expiry": "2027-03-06"}, "admit"),
    Case("a_day_short_of_three_months", SCHENGEN, "visitor",
         {"document_expiry": "2027-03-05", "justified_emergency": False}, "refuse", codes=("A",)),
    Case("before_the_system_no_biometrics_are_owed", SCHENGEN, "visitor",
         {"biometrics_refused": "facial_image", "planned_exit": "2025-10-12"}, "admit", date(2025, 10, 11)),
    Case("while_it_begins_the_post_is_asked", SCHENGEN, "visitor",
         {"biometrics_refused": "facial_image", "planned_exit": "2025-10-13", "outside_the_ees": False},
         "undetermined", date(2025, 10, 12), needs=("ees_operates_here",)),
    # protection, children, other people's law
    Case("fear_before_all", SCHENGEN, "unheard", {"asks_protection": True, "alert_for_refusal": True},
         "refer_protection"),
    Case("fear_is_enough_on_suspicion", SCHENGEN, "unheard", {"asks_protection": below(True)}, "refer_protection"),
    Case("nobody_is_refused_unheard", SCHENGEN, "unheard", {}, "undetermined", needs=("asks_protection",)),
    Case("a_refusal_to_answer_is_no_answer", SCHENGEN, "unheard", {"asks_protection": status("refused")},
         "undetermined", needs=("asks_protection",)),
    Case("child_of_whom_the_adult_does_not_apply", SCHENGEN, "visitor",
         {"birth": "2015-01-01", "accompanied_by_responsible_adult": status("not_applicable")}, "undetermined",
         needs=("accompanied_by_responsible_adult",)),
    Case("child_alone_with_an_alert", SCHENGEN, "visitor",
         {"birth": "2015-01-01", "accompanied_by_responsible_adult": False, "alert_for_refusal": True},
         "refer_child_protection"),
    Case("citizen_whose_document_ran_out", SCHENGEN, "citizen", {"document_expiry": "2026-11-21"}, "refer_secondary"),
    Case("citizen_with_a_driving_licence", SCHENGEN, "citizen", {"document_type": "other"}, "refer_secondary"),
    Case("citizen_with_a_false_passport", SCHENGEN, "citizen", {**SECOND, "document_false": True}, "refer_secondary"),
    Case("citizen_never_by_article_6", SCHENGEN, "citizen", {"purpose_shown": False, "means_amount": "0"}, "admit"),
    Case("spouse_without_a_visa", SCHENGEN, "spouse", {"visa_held": False}, "admit"),
    Case("spouse_under_an_alert", SCHENGEN, "spouse", {"alert_for_refusal": True}, "refer_secondary", codes=()),
    Case("spouse_who_is_a_threat", SCHENGEN, "spouse", {**SECOND, "threat": "public_policy"}, "refer_secondary"),
    Case("child_leaves_against_those_who_care", "schengen/exit", "child", {"child_exit_agreed": False},
         "refer_child_protection"),
    Case("child_leaves_with_an_adult", "schengen/exit", "child", {}, "depart", never=("child_exit_agreed",)),
    Case("child_alone_of_whom_agreement_does_not_apply", "schengen/exit", "child",
         {"accompanied_by_responsible_adult": False, "child_exit_agreed": status("not_applicable")}, "undetermined",
         needs=("child_exit_agreed",)),
]  # fmt: skip

UK = "united_kingdom/entry"
OUT_2025 = {"planned_exit": "2025-11-20"}
united_kingdom = [
    Case("conviction_under_a_closed_record", UK, "visitor",
         {"record_found": False, "conviction": "custodial_12_months_or_more"}, "refuse"),
    Case("conduct_under_a_closed_record", UK, "visitor", {"record_found": False, "not_conducive": True}, "refuse"),
    Case("removed_before_asks_what_happened", UK, "visitor", {"departure": "removed"}, "undetermined",
         needs=("earlier_breach",)),
    Case("overstayed_before_asks_what_happened", UK, "visitor", {"overstay_days": 200}, "undetermined",
         needs=("earlier_breach",)),
    Case("nothing_of_it_nobody_is_asked", UK, "visitor", {}, "admit",
         never=("earlier_breach", "conviction", "not_conducive", "document_false")),
    Case("will_not_leave", UK, "visitor", {"leaves_at_end": False}, "refuse"),
    Case("will_not_leave_on_suspicion", UK, "visitor", {"leaves_at_end": below(False)}, "undetermined",
         needs=("leaves_at_end",)),
    Case("means_found_short_asks_who_supports", UK, "visitor", {"means_sufficient": False}, "undetermined",
         needs=("means_guaranteed",)),
    Case("means_short_and_supported", UK, "visitor", {"means_sufficient": False, "means_guaranteed": True}, "admit"),
    Case("comes_to_work", UK, "visitor", {"prohibited_activity": "work"}, "refuse"),
    Case("false_document_though_in_order", UK, "visitor", {**SECOND, "document_false": True}, "refuse"),
    Case("false_document_at_the_desk", UK, "visitor", {"document_false": True}, "refer_secondary"),
    Case("concern_in_the_second_line", UK, "visitor", {**SECOND, "security_concern": True}, "undetermined",
         needs=("not_conducive",)),
    Case("rights_are_asked_before_a_refusal", UK, "visitor",
         {"leaves_at_end": False, "refusal_breaches_rights": None}, "undetermined",
         needs=("refusal_breaches_rights",)),
    Case("rights_breached", UK, "visitor", {"leaves_at_end": False, "refusal_breaches_rights": True}, "may_admit"),
    Case("debt_of_499_is_none", UK, "visitor", {"health_debt": "499", **{
        "conviction": "no_conviction", "offending": "neither", "false_in_application": "nothing_false",
        "earlier_breach": "no_breach", "information_refused": False, "not_conducive": False}}, "admit"),
    Case("debt_of_500", UK, "visitor", {"health_debt": "500", "conviction": "no_conviction", "offending": "neither",
        "false_in_application": "nothing_false", "earlier_breach": "no_breach", "information_refused": False,
        "not_conducive": False}, "may_refuse"),
    Case("authorisation_the_day_before", UK, "visitor",
         {"travel_authorisation_held": False, "planned_exit": "2026-02-26"}, "admit", date(2026, 2, 24)),
    Case("authorisation_from_25_february", UK, "visitor",
         {"travel_authorisation_held": False, "planned_exit": "2026-02-26", "eta_exempt": False}, "may_refuse",
         date(2026, 2, 25)),
    Case("colombia_before", UK, "visitor", {"nationality": "CO", "planned_exit": "2024-12-01"}, "admit",
         date(2024, 11, 25)),
    Case("colombia_after", UK, "visitor", {"nationality": "CO", "planned_exit": "2024-12-01"}, "refuse",
         date(2024, 11, 26)),
    Case("six_months", UK, "visitor", {"planned_exit": "2027-05-22"}, "admit"),
    Case("a_day_past_six_months", UK, "visitor", {"planned_exit": "2027-05-23"}, "refuse"),
    Case("breach_as_a_child", UK, "visitor",
         {"earlier_breach": "illegal_entry", "breach_on": "2015-01-01", "birth": "2000-01-01", "departure": "removed",
          "breach_counts_from": "2020-01-01", "conviction": "no_conviction", "offending": "neither",
          "false_in_application": "nothing_false", "health_debt": "0", "information_refused": False,
          "not_conducive": False}, "admit"),
    Case("removed_nine_years_ago", UK, "visitor",
         {"earlier_breach": "illegal_entry", "breach_on": "2016-01-01", "departure": "removed",
          "breach_counts_from": "2017-06-01"}, "refuse"),
    Case("ended_breach_of_which_the_day_does_not_apply", UK, "visitor",
         {"earlier_breach": "illegal_entry", "breach_on": "2016-01-01", "departure": "removed",
          "breach_counts_from": status("not_applicable")}, "undetermined", needs=("breach_counts_from",)),
    Case("citizen_with_a_sentence", UK, "citizen", {"conviction": "custodial_12_months_or_more"}, "admit"),
    Case("citizen_with_a_false_passport", UK, "citizen", {"document_false": True}, "refer_secondary"),
    Case("child_alone_unarranged", UK, "citizen",
         {"birth": "2015-01-01", "accompanied_by_responsible_adult": False, "child_arrangements_made": False},
         "refer_child_protection"),
    Case("child_alone_of_whom_arrangements_do_not_apply", UK, "citizen",
         {"birth": "2015-01-01", "accompanied_by_responsible_adult": False,
          "child_arrangements_made": status("not_applicable")}, "undetermined", needs=("child_arrangements_made",)),
    Case("detained_perhaps_a_citizen_on_suspicion", "united_kingdom/detention", "held",
         {"could_be_citizen": below(True)}, "release"),
    Case("detained_pregnant_72_hours", "united_kingdom/detention", "held",
         {"pregnant": True, "hours_detained": 72, "ministerial_authority": False}, "release"),
    Case("detained_pregnant_71_hours", "united_kingdom/detention", "held", {"pregnant": True, "hours_detained": 71},
         "may_continue"),
    Case("detained_on_a_finding_not_made", "united_kingdom/detention", "held", {"removal_in_time": None},
         "undetermined", needs=("removal_in_time",)),
    Case("detained_and_afraid", "united_kingdom/detention", "held", {"asks_protection": True}, "refer_protection"),
]  # fmt: skip

US, REMOVAL, CUSTODY = "united_states/entry", "united_states/expedited_removal", "united_states/custody"
united_states = [
    Case("doubt_that_stayed", US, "visitor", {"entitled_beyond_doubt": False}, "refer_proceedings"),
    Case("removed_before_on_the_register", US, "visitor", {"removal_count": 1}, "refer_secondary"),
    Case("aggravated_felony_on_the_register", US, "visitor", {"aggravated_felony": True}, "refer_secondary"),
    Case("nobody_is_asked_of_felonies", US, "visitor", {}, "admit", never=("aggravated_felony", "removal_count")),
    Case("reason_to_believe_is_enough", US, "visitor",
         {**SECOND, "inspection": "crime", "crime_believed": below("drug_trafficking", "reasonable_grounds"),
          "crime_kind": "nothing", "convictions": 0, "crime_other": "nothing", "waiver_d3_granted": False}, "refuse"),
    Case("suspicion_is_not", US, "visitor",
         {**SECOND, "inspection": "crime", "crime_believed": below("drug_trafficking"), "crime_kind": "nothing",
          "convictions": 0, "crime_other": "nothing"}, "undetermined", needs=("crime_believed",)),
    Case("one_petty_offence", US, "visitor",
         {"crime_kind": "moral_turpitude", "crimes_committed": 1, "crime_most_months": 12, "crime_sentence_months": 6},
         "admit"),
    Case("two_petty_offences", US, "visitor",
         {"crime_kind": "moral_turpitude", "crimes_committed": 2, "crime_most_months": 12, "crime_sentence_months": 6,
          "waiver_d3_granted": False}, "refuse"),
    Case("stay_of_180_days", US, "visitor", {"unlawful_presence_days": 180}, "admit"),
    Case("waiver_for_90_days", US, "waiver", {"planned_exit": "2027-02-20"}, "admit"),
    Case("waiver_for_91_days", US, "waiver", {"planned_exit": "2027-02-21"}, "refuse"),
    Case("proclaimed_the_day_before", US, "visitor", {"nationality": "AF", "planned_exit": "2025-06-20"}, "admit",
         date(2025, 6, 8)),
    Case("proclaimed", US, "visitor",
         {"nationality": "AF", "planned_exit": "2025-06-20", "proclamation_exception": False}, "refuse",
         date(2025, 6, 9)),
    Case("resident_with_a_drug_offence", US, "resident", {"crime_kind": "controlled_substance"}, "refer_secondary"),
    Case("resident_with_a_drug_offence_not_looked_at", US, "resident",
         {**SECOND, "crime_kind": "controlled_substance"}, "refer_secondary"),
    Case("resident_with_a_false_document", US, "resident", {"document_false": True}, "refer_secondary"),
    Case("fear_ends_expedited_removal", REMOVAL, "arriving", {"asks_protection": True}, "refer_protection"),
    Case("silence_on_fear_removes_nobody", REMOVAL, "arriving", {"asks_protection": None}, "undetermined",
         needs=("asks_protection",)),
    Case("status_confirmed_though_not_claimed", REMOVAL, "arriving", {"status_checked": "confirmed"}, "leave_out"),
    Case("any_other_ground_is_a_judges", REMOVAL, "arriving", {"er_ground": "others"}, "leave_out"),
    Case("child_alone_is_not_removed_so", REMOVAL, "arriving",
         {"birth": "2015-01-01", "accompanied_by_responsible_adult": False}, "refer_child_protection"),
    Case("order_without_approval", REMOVAL, "arriving", {"supervisor_approved": None}, "undetermined",
         needs=("supervisor_approved",)),
    Case("found_inside_is_unsettled", REMOVAL, "arriving", {"er_class": "found_inside"}, "contested"),
    Case("theft_before_29_january_2025", CUSTODY, "arrested", {}, "release_on_conditions", date(2025, 1, 28)),
    Case("theft_from_29_january_2025", CUSTODY, "arrested", {}, "detain", date(2025, 1, 29)),
]  # fmt: skip

CANADA, CLAIM = "canada/entry", "canada/claim"
LATE = {"entered_at": "land_border_elsewhere"}
canada = [
    Case("security_ground_whatever_is_open", CANADA, "visitor",
         {**SECOND, "security_ground": "terrorism", "national_interest_relief": False}, "refuse"),
    Case("security_ground_at_the_desk", CANADA, "visitor", {"security_ground": "terrorism"}, "refer_secondary"),
    Case("security_ground_on_reasonable_grounds", CANADA, "visitor",
         {**SECOND, "security_ground": below("terrorism", "reasonable_grounds")}, "refuse"),
    Case("security_ground_on_suspicion", CANADA, "visitor", {**SECOND, "security_ground": below("terrorism")},
         "undetermined", needs=("security_ground",)),
    Case("misrepresented_on_reasonable_grounds_only", CANADA, "visitor",
         {**SECOND, "misrepresentation_found": below(True, "reasonable_grounds")}, "undetermined",
         needs=("misrepresentation_found",)),
    Case("deported_before", CANADA, "visitor",
         {**SECOND, "removal_enforced": "deportation", "return_authorised": False}, "refuse"),
    Case("deported_before_and_authorised", CANADA, "visitor",
         {**SECOND, "removal_enforced": "deportation", "return_authorised": True}, "admit"),
    Case("excluded_of_which_the_day_does_not_apply", CANADA, "visitor",
         {**SECOND, "removal_enforced": "exclusion", "return_authorised": False,
          "removal_enforced_on": status("not_applicable")}, "undetermined", needs=("removal_enforced_on",)),
    Case("nobody_is_asked_of_grounds", CANADA, "visitor", {}, "admit",
         never=("security_ground", "criminal_ground", "removal_enforced", "ground_open")),
    Case("ground_named_as_open_at_the_desk", CANADA, "visitor", {"ground_open": "crime"}, "refer_secondary"),
    Case("will_not_leave", CANADA, "visa_national", {"will_leave": False}, "refuse"),
    Case("wishes_to_stay_for_good", CANADA, "visa_national", {"intends_permanent_residence": True}, "admit"),
    Case("cannot_support_themselves", CANADA, "visa_national", {"self_support": False, "support_arranged": False},
         "refuse"),
    Case("false_document_though_in_order", CANADA, "visa_national", {**SECOND, "document_false": True}, "refuse"),
    Case("false_document_at_the_desk", CANADA, "visa_national", {"document_false": True}, "refer_secondary"),
    Case("qatar_the_day_before", CANADA, "visa_national",
         {"nationality": "QA", "visa_held": False, "planned_exit": "2025-12-01"}, "refuse", date(2025, 11, 24)),
    Case("qatar_with_an_authorisation", CANADA, "visa_national",
         {"nationality": "QA", "visa_held": False, "travel_authorisation_held": True, "planned_exit": "2025-12-01"},
         "admit", date(2025, 11, 25)),
    Case("by_land_no_authorisation", CANADA, "visitor", {"arrival_mode": "land", "travel_authorisation_held": False},
         "admit"),
    Case("by_air_no_authorisation", CANADA, "visitor",
         {"travel_authorisation_held": False, "visa_held": False, "eta_exempt": False, "reentry_authorised": False},
         "refuse"),
    Case("withdrawal_asks_of_a_report", CANADA, "visa_national", {"application_wish": "withdraws", "will_leave": False},
         "undetermined", needs=("report_stage",)),
    Case("withdrawal_with_a_report_in_hand", CANADA, "visa_national",
         {"application_wish": "withdraws", "will_leave": False, "report_stage": "in_hand"}, "refuse"),
    Case("withdrawal_by_somebody_afraid", CANADA, "visa_national",
         {"application_wish": "withdraws", "report_stage": "none_begun", "asks_protection": True}, "refer_protection"),
    Case("claim_of_2_june_2025", CLAIM, "claim", {"claim_date": "2025-06-02", "first_entry": "2024-01-10"},
         "eligible"),
    Case("claim_of_3_june_2025", CLAIM, "claim", {"claim_date": "2025-06-03", "first_entry": "2024-01-10"},
         "not_eligible"),
    Case("claim_of_3_june_2025_decided_before_the_act", CLAIM, "claim",
         {"claim_date": "2025-06-03", "first_entry": "2024-01-10"}, "eligible", date(2026, 3, 25)),
    Case("first_entry_on_24_june_2020", CLAIM, "claim", {"claim_date": "2026-11-20", "first_entry": "2020-06-24"},
         "eligible"),
    Case("first_entry_on_25_june_2020", CLAIM, "claim", {"claim_date": "2026-11-20", "first_entry": "2020-06-25"},
         "not_eligible"),
    Case("between_ports_on_the_thirteenth_day_with_family", CLAIM, "claim",
         {**LATE, "claim_date": "2026-11-20", "first_entry": "2026-11-07", "border_entry_on": "2026-11-07",
          "stca_exception": "family"}, "eligible"),
    Case("between_ports_on_the_fourteenth_day_with_family", CLAIM, "claim",
         {**LATE, "claim_date": "2026-11-21", "first_entry": "2026-11-07", "border_entry_on": "2026-11-07",
          "stca_exception": "family"}, "not_eligible"),
    Case("between_ports_of_which_the_day_does_not_apply", CLAIM, "claim",
         {**LATE, "claim_date": "2026-11-21", "first_entry": "2026-11-07",
          "border_entry_on": status("not_applicable")}, "undetermined", needs=("border_entry_on",)),
    Case("claim_elsewhere_by_word_alone", CLAIM, "claim",
         {"claim_date": "2024-05-01", "claim_elsewhere": "not_confirmed"}, "eligible"),
    Case("suspicion_detains_on_entry", "canada/detention", "present", {"grave_ground_suspected": below(True)},
         "may_detain"),
    Case("suspicion_of_danger_does_not", "canada/detention", "present", {"public_danger": below(True)},
         "undetermined", needs=("public_danger",)),
    Case("citizens_are_not_detained", "canada/detention", "present", {"status_held": "citizen", "public_danger": True},
         "no_detention"),
]  # fmt: skip
CASES = [*schengen, *united_kingdom, *united_states, *canada]


@cache
def pack(name: str) -> Pack:
    return load_pack(name)


def route_of(case: Case) -> Route:
    name, _, route = case.route.partition("/")
    return pack(name).route(route)


def facts_of(case: Case) -> dict[str, Any]:
    together = {**BASES[case.route][case.base], **case.facts}
    return {name: value for name, value in together.items() if value is not None}


def advised(case: Case) -> Advice:
    route = route_of(case)
    return evaluate(parse_facts(facts_of(case), route), route, on=case.on)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route.partition('/')[0]}-{case.id}")
def test_the_law_answers_as_judged_by_hand(case: Case) -> None:
    advice = advised(case)
    asked = [ask.fact for ask in advice.ask]
    assert advice.outcome == case.outcome, (asked, [ground.id for ground in advice.grounds])
    assert advice.decided is (case.outcome != "undetermined")
    assert set(case.needs) <= set(asked)
    assert not set(case.never) & set(asked)
    if case.codes is not None:
        assert tuple(ground.code for ground in advice.grounds if ground.code) == case.codes


@pytest.mark.parametrize("name", sorted(BASES))
def test_many_at_once_are_judged_alike(name: str) -> None:
    """The same answers by arrays, question by question."""
    for on in sorted({case.on for case in CASES if case.route == name}):
        cases = [case for case in CASES if case.route == name and case.on == on]
        found = verdicts([facts_of(case) for case in cases], route_of(cases[0]), on=on)
        assert [one.outcome for one in found] == [case.outcome for case in cases]
        assert [one.ask for one in found] == [frozenset(ask.fact for ask in advised(case).ask) for case in cases]


@pytest.mark.parametrize(("on", "clocks"), [(date(2026, 6, 11), []), (date(2026, 6, 12), ["screening"])])
def test_the_screening_clock_runs_from_the_day_the_regulation_applies(on: date, clocks: list[str]) -> None:
    """Regulation (EU) 2024/1356, Article 25: it applies from 12 June 2026."""
    case = Case("", SCHENGEN, "unheard", {"asks_protection": True, "planned_exit": "2026-06-20"}, "", on)
    assert [deadline.clock for deadline in advised(case).deadlines] == clocks


# What makes a condition of some adverse or referring rule true for a visitor and rightly leaves them let in, with why.
HARMLESS = {
    "schengen/entry": {
        "accompanied_by_responsible_adult": "an adult",
        "means_guaranteed": "nothing says that the means fall short",
        "visa_held visa_covers_stay visa_entries_left visa_exempt document_biometric": "needs no visa",
        "family_member_free_movement residence_permit_or_long_stay": "favours them",
        "line": "nothing stays open",
    },
    "united_kingdom/entry": {
        "accompanied_by_responsible_adult child_arrangements_made": "an adult",
        "means_guaranteed": "nothing says that the means fall short",
        "late_with_good_reason departure earlier_breach": "no breach, or none that counts",
        "visa_held visa_exempt passport_with_identity_number": "needs no visa",
        "residence_permit_or_long_stay entry_without_leave": "favours them",
        "line": "nothing stays open",
    },
    "united_states/entry": {
        "accompanied_by_responsible_adult": "an adult",
        "missed_hearing_excused left_before_proceedings": "nothing was missed, and no presence was unlawful",
        "document_biometric travel_authorisation_held vwp_listed_country vwp_transport vwp_violation": "has a visa",
        "status_held": "favours them",
        "line": "nothing stays open",
    },
    "canada/entry": {
        "accompanied_by_responsible_adult": "an adult",
        "arrival_mode": "the authorization is held",
        "document_biometric document_listed document_type us_permanent_resident visa_held visa_exempt": "is exempt",
        "demand_exempt only_smuggled return_authorised": "no such ground is spoken of",
        "status_held status_shown report_stage": "neither a status nor a wish to withdraw counts against them",
        "thorough_check line": "asked further",
    },
}


@pytest.mark.parametrize("name", HARMLESS)
def test_no_guard_hides_what_is_known_against_somebody(name: str) -> None:
    """Every yes, no or word that an adverse or a referring rule turns on, set alone on a visitor who is let in."""
    clean = Case("", name, "visitor", {}, "admit")
    route, facts = route_of(clean), facts_of(clean)
    harmless = {fact for names in HARMLESS[name] for fact in names.split()}
    assert advised(clean).outcome == "admit"
    hidden = set()
    for rule in governing(route, TODAY).rules.values():
        if route.effects[rule.rule.effect] is OutcomeKind.FAVOURABLE:
            continue
        for fact in rule.facts - harmless:
            type_ = route.pack.facts[fact].type
            for value in type_.values or ((True, False) if type_.kind is Kind.BOOL else ()):
                changed = {**facts, fact: value}
                if changed == facts:
                    continue
                advice = evaluate(parse_facts(changed, route), route, on=TODAY, trace=False)
                if advice.outcome == "admit" and _is_against(route, changed, rule, fact):
                    hidden.add((fact, value, rule.rule.id))
    assert not hidden


def _is_against(route: Route, facts: Facts, rule: GoverningRule, fact: str) -> bool:
    """Whether the fact as it is makes a leaf true that the rule asserts of it alone."""
    law = governing(route, TODAY)
    environment = Reading(law, parse_facts(facts, route)).environment(rule.rule.standard.rank)
    waiting, against = [rule.applies], False
    while waiting and not against:
        formula = waiting.pop()
        if formula.how == "leaf":
            leaf = law.leaves[formula.leaf].bound
            against = leaf.expression.facts == (fact,) and leaf.value(environment) is True
        elif formula.how != "none":
            waiting.extend(formula.parts)
    return against
