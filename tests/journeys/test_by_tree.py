"""The main stories as a screen reader gives them: found by role and name alone, done by Tab, Enter, Space and arrows.

No selector of a class or an id stands here. After each act the title of the page, the focus, a status or an alert says
what happened; each dialog has a name, takes the focus and gives it back.
"""

from __future__ import annotations

import re

from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.journeys.conftest import SignIn, begins, expect, part, passport, said
from tests.journeys.tree import Reader

NONE_NEEDED = "Her letter from the fair says in bold type that guests bring a visa; she had not read that page."


def visitor(number: str, surname: str, year: int) -> TravelDocument:
    return passport("calvin", surname=surname, given="GRACE", number=number, birth=PartialDate(year, 8, 8))


def test_a_visitor_is_admitted(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    for role, name in (("navigation", "Places"), ("complementary", "Mode"), ("region", "Next traveller")):
        assert reader.has(role, said(name)), name
    reader.scan(visitor("600055511", "TREELAND", 1971))
    assert reader.heard().startswith(f"GRACE TREELAND · {said('A question is open')}: "), reader.heard()
    for name in ("Traveller", "Checks", "The law now"):
        assert page.get_by_role("region", name=begins(name)).count() == 1, name
    assert page.get_by_role("heading", level=1).inner_text().startswith("GRACE TREELAND")
    # A key that does nothing yet says why, where a screen reader hears it.
    reader.press("button", said("Admit"), goes=False)
    expect(page.get_by_role("status")).to_contain_text(re.compile(f"{said('Admit')}: .*{part('answer')}"))
    reader.answer({})
    assert reader.heard().startswith(f"GRACE TREELAND · {said('Nothing stands in the way')}"), reader.heard()
    admit = reader.at("button", said("Admit"))
    expect(admit).to_have_attribute("aria-keyshortcuts", "a")
    reader.press("button", said("Admit"))
    assert reader.heard().startswith(f"{said('Admitted')} GRACE TREELAND · {said('Entry')}"), reader.heard()
    expect(page.get_by_role("status").first).to_contain_text(f"{said('Admitted')} GRACE TREELAND")
    expect(reader.at("textbox", said("Machine readable zone"))).to_be_focused()


def test_refused_countersigned_served(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    reader.scan(passport("juma", surname="TREEVISA", given="REHEMA", number="AK7755112", birth=PartialDate(1990, 2, 3)))
    case = page.url
    reader.answer(dict.fromkeys(("visa", "permit", "family", "afraid"), said("No")))
    assert "Refuse entry" in reader.heard(), reader.heard()
    dialog = reader.opened("button", begins("Refuse"), key="Space")
    expect(dialog).to_have_accessible_name(re.compile(f"{part('Refuse')}.*REHEMA TREEVISA"))
    reader.write(said("Your own reasons"), "No")
    reader.press("button", begins("Refuse"))
    # Too short: the dialog is open again, an alert says why and has the focus, what was written is kept.
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_be_visible()
    reader.write(said("Your own reasons"), NONE_NEEDED)
    reader.press("button", begins("Refuse"))
    assert part("second signature") in reader.heard(), reader.heard()

    chief = Reader(sign_in("clara"))
    chief.page.goto("/countersigning/")
    assert chief.heard().startswith(said("Countersigning"))
    chief.press("link", re.compile("REHEMA TREEVISA"))
    assert chief.page.url == case
    chief.opened("button", begins("Countersign"))
    chief.press("button", begins("Countersign"))
    assert said("Refused, notice to be served") in chief.heard(), chief.heard()

    page.goto(case)
    dialog = reader.opened("button", said("Record how it was served"))
    expect(dialog).to_have_accessible_name(said("Record how the notice was served"))
    reader.choose(said("refused to sign"))
    reader.write(said("Carrier told"), "Specimen Air SP 117")
    reader.write(said("The passport is"), "with the crew")
    reader.press("button", said("Record"))
    assert said("Refused, notice served") in reader.heard(), reader.heard()


def test_a_hit_is_resolved(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    number, birth = "L44500002", PartialDate(1991, 12, 24)
    reader.scan(passport("edda", surname="TRANSOM", given="PHILOMENA", number=number, birth=birth))
    assert said("%(count)d list hit to resolve", count=1) in reader.heard(), reader.heard()
    hit = page.get_by_role("article")
    expect(hit.get_by_role("columnheader")).to_have_text([said("Traveller"), said("On the list")])
    reader.opened("button", said("Not the same"))
    expect(reader.at("radio", begins("Not the same person"))).to_be_checked()
    reader.write(said("What the finding rests on"), "Another portrait, another place of birth on the page.")
    reader.press("button", said("Record"))
    assert part("list hit") not in reader.heard(), reader.heard()


def test_referred_taken_asked_returned(sign_in: SignIn) -> None:
    desk = Reader(sign_in("amina"))
    desk.scan(visitor("600055522", "TREEHALL", 1972))
    case = desk.page.url
    desk.opened("button", said("Secondary"))
    desk.choose(said("Purpose or means"))
    desk.write(said("Reason"), "Names three hotels and knows no address.")
    desk.press("button", said("Secondary"))
    assert desk.heard().startswith(f"{said('Referred, waiting for secondary')} GRACE TREEHALL"), desk.heard()

    officer = Reader(sign_in("sven"))
    officer.page.goto("/secondary/")
    officer.press("link", re.compile("GRACE TREEHALL"))
    assert officer.page.url == case and said("Referred, waiting for secondary") in officer.heard()
    officer.press("button", said("Take the case"))
    assert said("In secondary examination") in officer.heard(), officer.heard()
    officer.press("link", said("Interview"))
    officer.write(said("Language, by its code"), "es")
    officer.choose(said("I speak the language"))
    officer.choose(begins("Both said"))
    officer.choose(begins("Purpose and procedure"))
    officer.press("button", said("Begin"))
    expect(officer.at("textbox", begins("Answer, verbatim"))).to_be_focused()
    officer.page.keyboard.type("Me quedo con mi hermana.")
    officer.press("button", said("Record"))
    record = officer.page.get_by_role("region", name=said("Record")).get_by_role("listitem")
    expect(record.filter(has_text="Me quedo con mi hermana.")).to_have_count(1)
    expect(officer.at("textbox", begins("Answer, verbatim"))).to_be_focused()
    officer.opened("button", said("Read back and end"))
    officer.choose(said("agreed"))
    officer.choose(said("signed"))
    officer.press("button", said("End the interview"))
    officer.press("link", said("Back to the case"))
    officer.opened("button", begins("Return"))
    officer.write(said("Result"), "Sister confirmed by telephone; ticket seen.")
    officer.press("button", begins("Return"))
    assert "GRACE TREEHALL" in officer.heard()
    desk.page.goto(case)
    expect(desk.page.get_by_role("region", name=said("The law now"))).to_contain_text("Sister confirmed by telephone")


def test_a_family_passes_as_one(sign_in: SignIn) -> None:
    page = sign_in("amina")
    reader = Reader(page)
    page.goto("/?direction=entry")
    reader.opened("button", said("Family, car, coach"), key="Space")
    reader.press("button", said("family"))
    assert reader.heard().startswith(said("Family")), reader.heard()
    for count, (given, year) in enumerate((("SOLVEIG", 1981), ("JONAS", 1983)), 1):
        reader.walk_to("textbox", begins("Next document of this unit"))
        document = passport(
            "henri", surname="TREEFOLK", given=given, number=f"JU5500{count}", birth=PartialDate(year, 2, 3)
        )
        with page.expect_navigation():
            for line in document.mrz:
                page.keyboard.type(line)
                page.keyboard.press("Enter")
        assert f"{count} {part('person')}" in reader.heard(), reader.heard()
    assert page.get_by_role("listitem").filter(has_text="TREEFOLK").count() >= 2
    reader.press("button", said("Admit all %(ready)s who are ready", ready=2))
    assert reader.heard().startswith(f"{said('Unit done')} · {said('Entry')}"), reader.heard()
    expect(page.get_by_role("status").first).to_contain_text(said("Unit done"))


def test_somebody_is_found_with_a_purpose(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/find/")
    assert reader.has("search", "") and reader.has("heading", said("What for?"))
    reader.press("button", said("Supervision"))
    expect(reader.at("button", said("Supervision"))).to_have_attribute("aria-pressed", "true")
    expect(reader.at("textbox", begins("Name in any script"))).to_be_focused()
    reader.page.keyboard.type("Marisol Umbral")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert re.match(rf"⟦?\d+ {part('person')}\w? {part('may be meant')}\W* · {said('Find')}", reader.heard()), (
        reader.heard()
    )
    reader.press("link", re.compile("MARISOL UMBRAL"))
    assert "/person/" in reader.page.url
    expect(reader.page.get_by_role("main")).to_contain_text(said("Opened for:"))


def test_checks_are_relaxed_and_made_again(sign_in: SignIn) -> None:
    reader = Reader(sign_in("clara"))
    reader.page.goto("/shift/")
    dialog = reader.opened("button", said("Relax checks"))
    expect(dialog).to_have_accessible_name(said("Relax checks"))
    reader.write(said("Reason"), "Three coaches came at once and the queue is past two hours.")
    reader.choose(said("Exit"))
    reader.press("button", said("Relax checks"))
    order = reader.page.get_by_role("complementary", name=said("Relaxed checks"))
    expect(order).to_contain_text("Three coaches came at once")
    reader.opened("button", said("Make every check again"))
    reader.write(said("Reason"), "The queue is gone.")
    reader.press("button", said("Make every check again"))
    expect(order).to_have_count(0)


def test_each_single_key_is_told_with_its_control(sign_in: SignIn) -> None:
    """`aria-keyshortcuts` says what `data-key` does; two keys in turn it cannot say: the keys page has them."""
    page = sign_in("clara")
    Reader(page).scan(visitor("600055533", "TREEKEY", 1973))
    for place in (page.url, "/", "/find/", "/shift/", "/?do=unit"):
        page.goto(place)
        odd = page.evaluate("""() => [...document.querySelectorAll('[data-key]')]
          .filter(one => !one.dataset.key.includes(' ') && !one.matches('label, [aria-hidden]'))
          .filter(one => one.getAttribute('aria-keyshortcuts')?.toLowerCase()
            !== ({'+': 'plus'}[one.dataset.key] ?? one.dataset.key))
          .map(one => one.outerHTML.slice(0, 120))""")
        assert not odd, (place, odd)
