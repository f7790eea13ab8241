"""An officer's own reasons: forty that must pass, forty paraphrases of two templates that must not, four languages."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.casework.reasons import WORDS, stale
from limen.policy import load_pack
from limen.vocabulary.evidence import Outcome

# One sentence of means and one of purpose, each said in twenty ways: none of them names anybody.
MEANS = (
    "The traveller has not shown sufficient means of subsistence for the intended stay.",
    "Sufficient funds for the planned visit have not been demonstrated by the applicant.",
    "The passenger failed to prove that adequate resources exist for the duration of the journey.",
    "No adequate evidence of financial means covering the trip was produced.",
    "It could not be established that the person possesses the money required for the period of stay.",
    "The individual lacks enough money for the stay and did not justify otherwise.",
    "Given the information provided, the subject does not satisfy the requirement of sufficient means.",
    "For the whole length of the visit the necessary funds were not substantiated by the traveller.",
    "Le voyageur n'a pas démontré des moyens de subsistance suffisants pour le séjour envisagé.",
    "L'intéressé ne justifie pas de ressources suffisantes pour la durée de son séjour.",
    "Aucune preuve de fonds nécessaires au voyage prévu n'a été fournie par le demandeur.",
    "Les moyens financiers requis pour la période du séjour n'ont pas été établis par le passager.",
    "El viajero no ha demostrado medios económicos suficientes para la estancia prevista.",
    "El solicitante no acredita recursos suficientes para la duración de su viaje.",
    "No se aportó prueba de los fondos necesarios para el período de la visita.",
    "El interesado carece de medios de subsistencia adecuados y no justifica lo contrario.",
    "لم يثبت المسافر توفر وسائل العيش الكافية لمدة الإقامة المعتزمة.",
    "لم يقدم الشخص المعني أدلة على موارد مالية كافية لفترة الزيارة.",
    "يفتقر مقدم الطلب إلى الأموال اللازمة لمدة السفر ولم يبرر ذلك.",
    "لم تظهر الوثائق المقدمة أن الراكب يملك المال المطلوب للرحلة.",
)

PURPOSE = (
    "The purpose and conditions of the intended stay were not justified.",
    "The traveller could not give a convincing explanation of why the trip is being made.",
    "No satisfactory reason for the visit has been put forward by the applicant.",
    "The motive of the journey remains unclear and was not supported by documents.",
    "The passenger's account of the purpose of travel is not credible.",
    "It has not been demonstrated for what aim entry is sought.",
    "Conditions and objective of the planned stay stay unproven after examination.",
    "The individual did not substantiate the grounds of the trip in a plausible manner.",
    "Doubts remain as to the genuine intention of the visitor regarding the stay.",
    "When asked, the person was unable to explain the reasons for travelling satisfactorily.",
    "L'objet et les conditions du séjour envisagé n'ont pas été justifiés.",
    "Le voyageur n'a pas pu expliquer de manière convaincante le but de sa visite.",
    "Les raisons du voyage restent vagues et ne sont étayées par aucun document.",
    "El viajero no justificó el motivo ni las condiciones de la estancia prevista.",
    "El propósito de la visita no resulta creíble y no se aportaron documentos.",
    "La persona no pudo explicar satisfactoriamente las razones de su viaje.",
    "لم يبرر المسافر غرض الإقامة المعتزمة وشروطها.",
    "لم يتمكن الشخص من تقديم توضيح مقنع لسبب الرحلة.",
    "بقي هدف الزيارة غامضا ولم تدعمه أي وثائق.",
    "تبين أن نية مقدم الطلب من السفر غير معقولة.",
)

# What officers write of somebody: each of another person, and each true of nobody else.
GENUINE = (
    # en
    "He names a hotel in Esch, but the hotel says by telephone that no room is kept for him.",
    "She says she comes to nurse her sister; the sister, reached by phone, says she moved to Lyon in May.",
    "His return ticket is for 3 March, ninety-nine days from now, and he asks for no longer visa.",
    "Carries painter's tools and a letter promising wages from Monday, and calls himself a tourist.",
    "Could not name the fair he travels to, its town, or anybody who shows there.",
    "Has 40 EUR and a bank card that the machine declined twice; his brother did not pick up.",
    "The page with the photograph is glued over another; under the lamp a second portrait shows.",
    "Overstayed by 23 days in the spring; asked about it she answered that the baby was ill.",
    "Says the wedding is on Saturday, yet the bride's family told us it was held last year.",
    "The letter of invitation bears the stamp of a firm that was struck off in 2019.",
    # fr
    "Il dit rejoindre un cousin à Metz mais ne connaît ni la rue ni le numéro de téléphone.",
    "Elle montre 120 euros pour dix nuits et la carte de sa mère, bloquée depuis hier.",
    "Son visa ne vaut que jusqu'à demain et son avion repart dans trois semaines.",
    "Le salon professionnel qu'il cite s'est terminé dimanche dernier, l'organisateur l'a confirmé.",
    "Transporte des outils de carreleur et un contrat daté du 2 novembre, se dit touriste.",
    "La photographie du passeport a été recollée, la colle brille sous la lampe ultraviolette.",
    "Elle reconnaît avoir travaillé tout l'été dans un café de Nancy sans y être autorisée.",
    "Aucune chambre à son nom à l'auberge indiquée, la réceptionniste l'a vérifié deux fois.",
    "Il a répondu qu'un ami du village paierait, sans pouvoir le nommer ni l'appeler.",
    "Son billet continue vers Lisbonne alors qu'il annonce rester ici chez sa tante.",
    # es
    "Dice que va a cuidar a su abuela, pero la abuela contesta que no lo espera.",
    "Lleva 60 euros para nueve noches y la tarjeta fue rechazada en el cajero.",
    "El hotel de Sevilla confirma por teléfono que la reserva se anuló el jueves.",
    "Trae herramientas de albañil y un mensaje del capataz que lo cita el lunes a las siete.",
    "No supo decir en qué ciudad se celebra el congreso ni quién lo organiza.",
    "Estuvo 112 días este año; contestó que nadie le explicó cómo se cuentan.",
    "La foto del pasaporte está pegada encima de otra y el hilo de la costura es nuevo.",
    "La carta de invitación lleva la firma de un primo que murió en enero, según su hija.",
    "Su vuelo de vuelta sale el 14 de abril y el visado termina esta noche.",
    "Admite que trabajó de camarera en Vigo el verano pasado y quiere repetirlo.",
    # ar
    "قال إنه ذاهب إلى ابن عمه في ميتز ولا يعرف الشارع ولا رقم الهاتف.",
    "معها 80 يورو لعشر ليال والبطاقة رفضها الصراف مرتين.",
    "أكد الفندق هاتفيا أن الحجز ألغي يوم الخميس.",
    "يحمل أدوات بناء ورسالة من رئيس العمال تدعوه إلى العمل صباح الاثنين.",
    "لم يعرف اسم المدينة التي يقام فيها المعرض ولا من ينظمه.",
    "بقيت 112 يوما هذه السنة وأجابت بأن طفلها كان مريضا.",
    "الصورة في الجواز ملصقة فوق صورة أخرى والخيط جديد.",
    "رسالة الدعوة موقعة من خال توفي في يناير كما قالت ابنته.",
    "تذكرته للعودة في 14 أبريل والتأشيرة تنتهي الليلة.",
    "اعترفت بأنها اشتغلت نادلة في مقهى الصيف الماضي وتريد أن تعود إليه.",
)
FACTS = ("India", "Indian", "1 Dec 2026", "SP7700112", "Devraj Dehleez")
PACK = load_pack("schengen")
LAW = tuple(
    text
    for language in ("en", "fr", "es", "ar")
    for shelf in [*(PACK.text[language]["rules"][rule] for rule in ("refuse.C", "refuse.E", "refuse.G")),
                  PACK.text[language]["says"]]
    for text in shelf.values()
)  # fmt: skip


def outcome(reason: str, earlier: tuple[str, ...] = (), facts: tuple[str, ...] = FACTS) -> tuple[str, str]:
    found = stale(reason, facts, earlier, LAW)
    return found.code, str(found.outcome)


def test_the_lists_are_as_long_as_they_say() -> None:
    assert (len(set(MEANS)), len(set(PURPOSE)), len(set(GENUINE))) == (20, 20, 40)


@pytest.mark.parametrize("reason", [*MEANS, *PURPOSE])
def test_a_template_is_refused_however_it_is_paraphrased(reason: str) -> None:
    code, found = outcome(reason)
    assert found == "failed" and code in ("reasons.names_nobody", "reasons.repeats_law")


@pytest.mark.parametrize("reason", GENUINE)
def test_what_is_true_of_one_person_passes(reason: str) -> None:
    others = tuple(one for one in GENUINE if one != reason)
    assert outcome(reason, (*others, *MEANS, *PURPOSE)) == ("reasons.own", "passed")


@pytest.mark.parametrize("text", LAW)
def test_the_words_of_the_law_are_nobodys_reasons(text: str) -> None:
    assert outcome(text)[1] == "failed"


@pytest.mark.parametrize(
    ("written", "again"),
    [
        ("Mr Mehta of India shows 300 EUR for six days, has no card and nobody who vouches.",
         "Ms Okoro of Nigeria shows 250 EUR for nine days, has no card and nobody who vouches."),
        ("Names a hotel in Esch, but the hotel says by telephone that no room is kept.",
         "By telephone the hotel in Differdange says that no room is kept, though it was named."),
        ("Il montre 120 euros pour dix nuits et la carte de sa mère, bloquée depuis hier.",
         "Elle montre 90 euros pour sept nuits et la carte de sa mère, bloquée depuis hier."),
        ("معها 80 يورو لعشر ليال والبطاقة رفضها الصراف مرتين.", "معه 95 يورو لسبع ليال والبطاقة رفضها الصراف مرتين."),
    ],
)  # fmt: skip
def test_the_reason_of_somebody_else_with_other_details_is_a_template(written: str, again: str) -> None:
    assert outcome(written) == outcome(again) == ("reasons.own", "passed")
    assert outcome(again, (written,)) == ("reasons.template", "failed")


def test_a_list_of_details_without_a_template_around_them_is_no_law() -> None:
    assert outcome("India, 1 Dec 2026, SP7700112.")[1] == "passed"  # short, and nobody else's
    assert outcome("No means. India.")[0] == "reasons.names_nobody"


@given(st.sampled_from([*MEANS, *PURPOSE]), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_words_never_matters(reason: str, chance: random.Random) -> None:
    words = reason.lower().rstrip(".").split()
    chance.shuffle(words)
    assert outcome(" ".join(words))[1] == "failed"


@given(st.sampled_from(GENUINE), st.lists(st.sampled_from([*MEANS, *PURPOSE]), max_size=5))
@settings(max_examples=60, deadline=None)
def test_one_more_earlier_reason_never_makes_a_reason_better(reason: str, earlier: list[str]) -> None:
    assert outcome(reason, (*earlier, reason)) == ("reasons.template", "failed")
    assert outcome(reason, tuple(earlier))[1] == "passed"


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_is_answered(text: str) -> None:
    found = stale(text, FACTS, (text,), LAW)
    assert found.outcome in (Outcome.PASSED, Outcome.FAILED)
    assert found.reason(WORDS) in WORDS.values()


def test_a_name_that_is_known_may_stand_first() -> None:
    assert outcome("Devraj Dehleez of India came with SP7700112.")[1] == "passed"
    assert outcome("Devraj Dehleez of India came with SP7700112.", facts=())[1] == "passed"
