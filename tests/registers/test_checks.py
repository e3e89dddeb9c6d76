import pytest

from yanzhen.registers.checks import CREDIT, KINDS, OWN, SECURITIES, accepted, body_check_digit, check_digit, normal

GOOD = ["91350100M000100Y43", "91512081MA62K0260E"]
"""The two vectors published with the standard's algorithm."""


@pytest.mark.parametrize("code", GOOD)
def test_a_sound_credit_code_is_accepted(code):
    assert accepted(code, KINDS) is None
    assert check_digit(code) == code[-1]
    assert body_check_digit(code) == code[16]


def test_the_published_bad_code_is_refused():
    assert "不含「Z」" in accepted("91350100M000100Y4Z", KINDS).why


@pytest.mark.parametrize("code", GOOD)
def test_every_change_of_one_character_and_every_swap_of_neighbours_is_caught(code):
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    changed = [code[:at] + sign + code[at + 1 :] for at in range(18) for sign in signs if sign != code[at]]
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(17) if code[at] != code[at + 1]]

    passed = [one for one in changed + swapped if (problem := accepted(one, KINDS)) is None or problem.warning]
    assert len(changed) == 540
    assert passed == []


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("9135O100M000100Y43", GOOD[0]), ("9I350100M000100Y43", GOOD[0]), ("915I2081MA6ZK0260E", GOOD[1])],
)
def test_letters_the_alphabet_lacks_are_refused_and_only_suggested_as_digits(slip, meant):
    problem = accepted(slip, KINDS)

    assert not problem.warning
    assert meant in problem.suggestion


def test_a_suggestion_is_made_only_when_it_would_pass():
    assert accepted("9135O100M000100Y44", KINDS).suggestion == ""


def test_a_body_that_fails_its_own_check_is_a_warning():
    code = GOOD[0][:16] + "5"
    code += check_digit(code)

    problem = accepted(code, KINDS)

    assert problem.warning
    assert "GB 11714" in problem.why


@pytest.mark.parametrize(
    ("key", "kinds", "passes"),
    [
        ("600519", (SECURITIES,), True),
        ("60051", (SECURITIES,), False),
        ("6005190", (SECURITIES,), False),
        ("600519", (CREDIT,), False),
        ("HY000001", KINDS, True),
        ("HY-2024_001", (OWN,), True),
        ("HY 001", (OWN,), False),
        ("A" * 32, (OWN,), True),
        ("A" * 33, (OWN,), False),
        ("A" * 18, KINDS, False),
        ("A" * 18, (OWN,), True),
        ("", KINDS, False),
        ("", (), False),
        ("任何写法/1", (), True),
    ],
)
def test_each_kind_of_number_is_held_to_its_own_rule(key, kinds, passes):
    assert (accepted(key, kinds) is None) is passes


def test_full_width_signs_lower_case_and_spaces_are_normal_forms_of_one_code():
    assert normal(" ９１３５０１００ m000100y43 ") == GOOD[0]
