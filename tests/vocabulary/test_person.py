"""A person as one document describes them."""

import dataclasses
import json

import pytest

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Officer, Person, Role, Sex, TravelDocument

AMARA = TravelDocument(
    format="TD3",
    type="PP",
    issuer="NGA",
    number="A01234567",
    surname="OKONJO",
    given="AMARA NKECHI",
    nationality="NGA",
    birth=PartialDate(1991, 4),
    sex=Sex.FEMALE,
    expiry=None,
    name_truncated=True,
)


def test_a_document_is_json_with_what_is_not_known_as_null():
    answer = json.loads(json.dumps(AMARA.to_json()))
    assert answer["birth"] == "1991-04"
    assert answer["expiry"] is None
    assert answer["sex"] == "F"
    assert (answer["surname"], answer["given"]) == ("OKONJO", "AMARA NKECHI")
    assert answer["optional"] == answer["mrz"] == []


def test_the_person_of_a_document():
    person = Person.of(AMARA)
    assert person.id == "NGA:A01234567"
    assert person.names == ("AMARA NKECHI OKONJO",)
    assert (person.surname, person.given) == ("OKONJO", "AMARA NKECHI")
    assert person.born == (PartialDate(1991, 4),)
    assert person.nationalities == ("NGA",)
    assert person.documents == ("NGA:A01234567",)
    assert person.name_truncated
    assert Person.of(AMARA, id="case-1").id == "case-1"


def test_what_a_document_does_not_say_is_not_said_of_the_person():
    bare = dataclasses.replace(AMARA, number="", birth=None, nationality="", given="", sex=None)
    person = Person.of(bare)
    assert person.documents == person.born == person.nationalities == ()
    assert person.names == ("OKONJO",)
    assert person.sex is None


def test_an_officer_holds_roles():
    officer = Officer("o1", "B. Adeyemi", "north gate", frozenset({Role.PRIMARY}))
    assert Role.PRIMARY in officer.roles
    assert not officer.compartments
    with pytest.raises(dataclasses.FrozenInstanceError):
        officer.roles = frozenset()
