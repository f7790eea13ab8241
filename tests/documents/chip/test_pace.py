"""PACE against the worked examples of Doc 9303-11: Appendices G.1 (ECDH), G.2 (DH) and I (chip mapping)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from limen.documents.chip.agreement import STANDARD_DOMAINS, EllipticDomain, ModularDomain, standard_domain
from limen.documents.chip.apdu import Command
from limen.documents.chip.authentication import proves_mapping
from limen.documents.chip.channel import Channel
from limen.documents.chip.errors import ChipError, StatusError, WrongKeyError
from limen.documents.chip.keys import OF_MRZ, AccessKey
from limen.documents.chip.pace import Opened, choices, pace
from limen.documents.chip.security_infos import read_security_infos
from tests.documents.chip.scripted import ScriptedCard, octets

G1_KEY = AccessKey.of_fields("T22000129", "640812", "101031")
CHOOSE_G1 = ("0022C1A40F 800A04007F00070202040202 830101", "9000")
NONCE_G1 = ("10860000027C0000", "7C1280 10 95A3A016522EE98D01E76CB6B98B42C3 9000")
MAP_G1 = (
    "1086000045 7C438141 047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D 00",
    "7C438241 04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54 9000",
)
AGREE_G1 = (
    "1086000045 7C438341 042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462 00",
    "7C438441 049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094 9000",
)
TOKENS_G1 = ("008600000C 7C0A8508C2B0BD78D94BA866 00", "7C0A86083ABB9674BCE93C08 9000")
EPHEMERAL_G1 = (
    "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99",
    "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595",
)


def private(*keys: str) -> Callable[[int], bytes]:
    """Numbers from which the domains make just these private keys: they take them modulo n - 3, and add 2."""
    given = iter(keys)
    return lambda size: (int(next(given), 16) - 2).to_bytes(size, "big")


def run(card: ScriptedCard, card_access: str, key: AccessKey, *keys: str) -> Opened:
    infos = read_security_infos(octets(card_access))
    return pace(Channel(card), infos, choices(infos)[0], key, OF_MRZ, private(*keys))


def test_ecdh_with_generic_mapping() -> None:
    card = ScriptedCard(CHOOSE_G1, NONCE_G1, MAP_G1, AGREE_G1, TOKENS_G1)
    opened = run(card, "31143012060A04007F0007020204020202010202010D", G1_KEY, *EPHEMERAL_G1)

    assert opened.messaging.encryption == octets("F5F0E35C0D7161EE6724EE513A0D9A7F")
    assert opened.messaging.mac_key == octets("FE251C7858B356B24514B3BD5F4297D1")
    assert opened.info.name == "PACE-ECDH-GM-AES-CBC-CMAC-128, brainpoolP256r1"
    assert opened.mapping is None
    assert not card.left


def test_the_domain_is_named_where_it_is_ambiguous_or_the_chip_insists() -> None:
    ambiguous = "31283012060A04007F0007020204020202010202010D3012060A04007F0007020204020202010202010C"
    named = ("0022C1A412 800A04007F00070202040202 830101 84010D", "9000")
    rest = (NONCE_G1, MAP_G1, AGREE_G1, TOKENS_G1)
    assert run(ScriptedCard(named, *rest), ambiguous, G1_KEY, *EPHEMERAL_G1)

    insists = ScriptedCard((CHOOSE_G1[0], "6A80"), named, *rest)
    assert run(insists, "31143012060A04007F0007020204020202010202010D", G1_KEY, *EPHEMERAL_G1)


def test_dh_with_generic_mapping() -> None:
    card = ScriptedCard(
        ("0022C1A40F 800A04007F00070202040102 830101", "9000"),
        ("10860000027C0000", "7C12 8010 854D8DF5827FA6852D1A4FA701CDDDCA 9000"),
        (
            "1086000086 7C8183818180 23FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3E"
            "B71C343DB13D1DEBCE9A3666DBCFC920B49174A602CB47965CAA73DC702489A44D41DB914DE9613DC5E98C94"
            "160551C0DF86274B9359BC0490D01B03AD54022DCB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8B"
            "A166F4311975EC6C 00",
            "7C8183828180 78879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E623EA5738B263"
            "81E4DA19E004706FACE7B235C2DBF2F38748312F3C98C2DD4882A41947B324AA1259AC22579DB93F7085655A"
            "F30889DBB845D9E6783FE42C9F2449400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B4412"
            "6EE6 9000",
        ),
        (
            "1086000086 7C8183838180 907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD91155"
            "1B9AE4D04369F29A02626C86FBC6747CC7BC352645B6161A2A42D44EDA80A08FA8D61B76D3A154AD8A5A5178"
            "6B0BC07147057871A922212C5F67F43173172236B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5"
            "130551EDBC2EE5D4 00",
            "7C8183848180 075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152BD8B3A213F538"
            "20C42ADC79AB5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC71A0E019CB08AF55E1F729005FBA7E3FA5DC"
            "41899238A250767A6D46DB974064386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29"
            "AEA1 9000",
        ),
        ("008600000C 7C0A8508 B46DD9BD4D98381F 00", "7C0A8608 917F37B5C0E6D8D1 9000"),
    )
    opened = run(
        card,
        "31143012060A04007F00070202040102020102020100",
        G1_KEY,
        "5265030F751F4AD18B08AC565FC7AC952E41618D",
        "89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA",
    )

    assert opened.messaging.encryption == octets("2F7F46ADCC9E7E521B45D192FAFA9126")
    assert opened.messaging.mac_key == octets("805A1D27D45A5116F73C54469462B7D8")
    assert not card.left


CHIP_KEY_I = (  # the ChipAuthenticationPublicKeyInfo of the example's EF.CardSecurity
    "31643062060904007F0007020201023052300C060704007F0007010202010D034200"
    "041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA1"
    "38A6E7A4A08F68E16F02010D"
)


def test_ecdh_with_chip_authentication_mapping() -> None:
    card = ScriptedCard(
        ("0022C1A40F 800A04007F00070202040602 830101", "9000"),
        ("10860000027C0000", "7C128010CB60E8E0D85B76A9BD304747C2AD42E2 9000"),
        (
            "1086000045 7C438141 047F1D410ADB7DDB3B84BF1030800981A9105D7457B4A3ADE002384F3086C67EDE"
            "1AB889104A27DB6D842B019020FBF3CEACB0DC627F7BDCAC29969E19D0E553C1 00",
            "7C438241 04A234236AA9B9621E8EFB73B5245C0E09D2576E5277183C1208BDD55280CAE8B3"
            "04F365713A356E65A451E165ECC9AC0AC46E3771342C8FE5AEDD092685338E23 9000",
        ),
        (
            "1086000045 7C438341 04446C934084D9DAB863944F219520076C29EE3F7AE6722B11FF319EC1C7728F95"
            "5483400BFF60BF0C5929270009277DC2A515E12575010AD9BA916CF1BF86FEFC 00",
            "7C438441 0402AD566F3C6EC7F9324509AD50A51FA52030782A4968FCFEDF737DAEA9933331"
            "11C3B9B4C2287789BD137E7F8AA882E2A3C633CCD6ECC2C63C57AD401A09C2E1 9000",
        ),
        (
            "008600000C 7C0A8508E86BD06018A1CD3B 00",
            "7C3C860885 96CF055C67C1A3 8A30 1EEA964DAAE372AC990E3EFDE6333353BFC89A6704D93DA8798CF77F5B7A54BD"
            "10CBA372B42BE0B9B5F28AA8DE2F4F92 9000",
        ),
    )
    opened = run(
        card,
        "31143012060A04007F0007020204060202010202010D",
        AccessKey.of_fields("C11T002JM", "960812", "231031"),
        "5D8BB87BD74D985A4B7D4325B9F7B976FE835122773400798914AA22738135CC",
        "76ECFDAA9841C323A3F5FC5E88B88DB3EFF7E35EBF57A7E6946CB630006C2120",
    )

    assert opened.messaging.encryption == octets("0A9DA4DB03BDDE39FC5202BC44B2E89E")
    assert opened.messaging.mac_key == octets("4B1C06491ED5140CA2B537D344C6C0B1")
    assert opened.mapping is not None
    (chip_key,) = read_security_infos(octets(CHIP_KEY_I)).keys
    assert chip_key.key is not None
    assert proves_mapping(opened.mapping, chip_key.key)
    other = standard_domain(13)
    assert isinstance(other, EllipticDomain)
    assert not proves_mapping(opened.mapping, type(chip_key.key)(other, other.public(77)))


@pytest.mark.parametrize(
    ("at", "answer", "error"),
    [
        (0, "6A80", StatusError),
        (0, "6985", StatusError),
        (1, "6A88", StatusError),
        (1, "7C02 8000 9000", ChipError),
        (1, "1234 9000", ChipError),
        (2, "7C438241 04" + "11" * 64 + "9000", ChipError),
        (2, "7C03820100 9000", ChipError),
        (3, AGREE_G1[0][11:-3].replace("8341", "8441") + "9000", ChipError),  # our own key, sent back
        (4, "6300", WrongKeyError),
        (4, "6982", WrongKeyError),
        (4, "6A80", WrongKeyError),
        (4, "7C0A86080000000000000000 9000", WrongKeyError),
    ],
)
def test_each_way_in_which_pace_ends(at: int, answer: str, error: type[Exception]) -> None:
    exchanges = [CHOOSE_G1, NONCE_G1, MAP_G1, AGREE_G1, TOKENS_G1]
    exchanges[at] = (exchanges[at][0], answer)
    if at == 0:
        exchanges[1] = ("0022C1A412 800A04007F00070202040202 830101 84010D", answer)
    with pytest.raises(error) as raised:
        run(ScriptedCard(*exchanges), "31143012060A04007F0007020204020202010202010D", G1_KEY, *EPHEMERAL_G1)
    assert type(raised.value) is error


def test_the_chip_mapping_and_the_longer_key_come_first_and_what_is_not_known_not_at_all() -> None:
    infos = read_security_infos(
        octets(
            "31 50 3012060A04007F0007020204020202010202010D"  # GM AES-128
            "3012060A04007F0007020204060402010202010D"  # CAM AES-256
            "3012060A04007F0007020204040402010202010D"  # integrated mapping
            "3012060A04007F0007020204020402010202010F"  # GM AES-256
        )
    )
    assert [info.name for info in choices(infos)] == [
        "PACE-ECDH-CAM-AES-CBC-CMAC-256, brainpoolP256r1",
        "PACE-ECDH-GM-AES-CBC-CMAC-256, secp384r1",
        "PACE-ECDH-GM-AES-CBC-CMAC-128, brainpoolP256r1",
    ]
    unknown = read_security_infos(octets("31143012060A04007F00070202040202020102020163"))
    assert choices(unknown) == ()


@pytest.mark.parametrize("number", STANDARD_DOMAINS)
def test_both_sides_agree_in_every_standard_domain(number: int) -> None:
    domain = standard_domain(number)
    assert domain is not None
    one, other = 0x1234567890ABCDEF1234567, 0xFEDCBA0987654321
    assert domain.agree(one, domain.public(other)) == domain.agree(other, domain.public(one))
    mapped, again = domain.mapped(one, domain.public(other), 99), domain.mapped(other, domain.public(one), 99)
    assert mapped.generator == again.generator
    assert mapped.agree(one, again.public(other)) == again.agree(other, mapped.public(one))
    if isinstance(domain, ModularDomain):
        assert (domain.p - 1) % domain.q == 0 and pow(domain.generator, domain.q, domain.p) == 1


@pytest.mark.parametrize("number", [number for number in STANDARD_DOMAINS if number > 2])
def test_points_are_computed_alike_by_both_packages(number: int) -> None:
    from limen.documents.chip.agreement import _slow

    domain = standard_domain(number)
    assert isinstance(domain, EllipticDomain)
    base = domain.decode(domain.public(4711))
    for scalar in (1, 2, 3, 0x1234567890ABCDEF, domain.curve.n - 2, domain.curve.n - 1):
        assert domain.multiply(scalar, base) == _slow(domain.curve, scalar, base)


@pytest.mark.parametrize("number", STANDARD_DOMAINS)
def test_private_keys_out_of_range_are_refused(number: int) -> None:
    """As evidence may hold: what a package makes of them differs, so none gets that far."""
    domain = standard_domain(number)
    assert domain is not None
    order = domain.curve.n if isinstance(domain, EllipticDomain) else domain.q
    for bad in (0, order, order + 1, 1 << 5000):
        with pytest.raises(ChipError):
            domain.agree(bad, domain.public(5))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_numbers_outside_the_subgroup_are_refused(number: int) -> None:
    domain = standard_domain(number)
    assert isinstance(domain, ModularDomain)
    for bad in (0, 1, domain.p - 1, domain.p, domain.p + 4):
        with pytest.raises(ChipError):
            domain.agree(5, bad.to_bytes(domain.size + 1, "big"))


def test_a_channel_is_not_left_protected_by_a_session_that_failed() -> None:
    card = ScriptedCard(("0084000008", "6A82"))
    channel = Channel(card)
    with pytest.raises(StatusError):
        channel.require(Command(0x84, answer=8))
    assert channel.messaging is None
