"""A voucher: what it says, that one changed byte is found, and each way it can fail by its own message."""

from __future__ import annotations

import base64
import json
import random
import socket
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yanzhen.engine.vouchers.keys import TrustedKey, key_id, make_key, read_private, read_trust, trust_text
from yanzhen.engine.vouchers.paper import LONGEST, Award, Terms, consent_of, issue
from yanzhen.engine.vouchers.revocation import NONE, Revoked, read_revocations, revoke
from yanzhen.engine.vouchers.sealed import canonical, seal
from yanzhen.engine.vouchers.verifying import NO_LIST, verify
from yanzhen.errors import VoucherError

DIGESTS = {name: str(at) * 64 for at, name in enumerate(("pack", "facts", "engine", "findings"))}
AWARD = Award("town/p/技改贴息", "技改设备贷款贴息", "《某镇奖励办法》 第三条", "interest", "2024", "9143A", 123_456_78)
TERMS = Terms(date(2025, 7, 1), date(2025, 7, 1), date(2025, 12, 31), "ref:同意书〔2025〕1号")


@dataclass(frozen=True)
class Pair:
    private: Ed25519PrivateKey
    trusted: dict[str, TrustedKey]

    @property
    def id(self) -> str:
        return next(iter(self.trusted))


def make(issuer: str, start: date = date(2025, 1, 1), until: date = date(2026, 1, 1)) -> Pair:
    pem, trust = make_key(issuer, start, until)
    return Pair(read_private(pem), read_trust([("k.pub.json", trust)]))


@pytest.fixture(scope="session")
def pair() -> Pair:
    return make("某镇财政所")


@pytest.fixture(scope="session")
def voucher(pair) -> bytes:
    return issue(AWARD, ("9143A", "某某机械有限公司"), DIGESTS, TERMS, pair.private)


FIRM = ("9143A", "某某机械有限公司")
ON = date(2025, 8, 1)
NEXT = date(2025, 9, 1)


def why(data: bytes, pair, on: date = ON, revoked: bytes | None = None) -> str:
    """The code of why it does not count, empty when it does."""
    verdict = verify(data, pair.trusted, on, revoked)
    assert verdict.valid == (verdict.error is None)
    return verdict.error.code if verdict.error else ""


def resealed(pair, data: bytes, **changed: object) -> bytes:
    """The voucher with other contents, signed by the same hand."""
    payload = json.loads(data)["payload"] | changed
    return seal({name: value for name, value in payload.items() if value is not None}, pair.private)


def test_it_says_what_how_much_whose_under_which_article_and_until_when(pair, voucher):
    verdict = verify(voucher, pair.trusted, ON)
    told = verdict.payload

    assert verdict.valid and verdict.issuer == "某镇财政所"
    assert told["award"] == {
        "clause": AWARD.clause, "title": AWARD.title, "cite": AWARD.cite, "nature": "interest", "period": "2024",
        "subject": "9143A", "fen": 123_456_78,
    }  # fmt: skip
    assert told["firm"] == {"key": "9143A", "name": "某某机械有限公司"}
    assert (told["issued"], told["from"], told["until"]) == ("2025-07-01", "2025-07-01", "2025-12-31")
    assert told["receipt"] == DIGESTS and told["consent"] == "ref:同意书〔2025〕1号" and told["key"] == pair.id


def test_the_same_contents_give_the_same_bytes_and_fit_one_code(pair, voucher):
    assert issue(AWARD, FIRM, DIGESTS, TERMS, pair.private) == voucher
    assert len(voucher) <= LONGEST
    assert segno.make(voucher, error="L", micro=False).version <= 30


def test_a_thousand_random_tamperings_are_all_found(pair, voucher):
    draw = random.Random(1)
    for _ in range(1000):
        spoiled, at = bytearray(voucher), draw.randrange(len(voucher))
        match draw.choice(["flip", "put", "cut", "add", "swap", "end"]):
            case "flip":
                spoiled[at] ^= 1 << draw.randrange(8)
            case "put":
                spoiled[at] = (spoiled[at] + draw.randrange(1, 256)) % 256
            case "cut":
                del spoiled[at : at + draw.randint(1, 3)]
            case "add":
                spoiled[at:at] = bytes([draw.choice(b' \n\t0a"{}')])
            case "swap":
                other = draw.randrange(len(voucher))
                spoiled[at], spoiled[other] = spoiled[other], spoiled[at]
            case "end":
                spoiled += draw.choice([b" ", b"\n", b"\0", b"=", b"{}"])
        if spoiled != voucher:
            assert why(bytes(spoiled), pair) in {f"YZ-V0{number}" for number in (1, 2, 3, 4, 6)}, bytes(spoiled)


def test_every_single_byte_counts(pair, voucher):
    for at in range(len(voucher)):
        spoiled = bytearray(voucher)
        spoiled[at] ^= 1
        assert why(bytes(spoiled), pair)


@pytest.mark.parametrize("rewrite", [
    lambda content: json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode(),
    lambda content: json.dumps(content, sort_keys=True, separators=(",", ":")).encode(),
    lambda content: canonical({**content, "more": 1}),
    lambda content: canonical({**content, "signature": content["signature"] + "="}),
    lambda content: canonical(content) + b"\n",
    lambda content: b"\xef\xbb\xbf" + canonical(content),
    lambda content: canonical(content).replace(b'"fen":12345678', b'"fen":12345678.0'),
    lambda content: canonical(content).replace(b'{"payload"', b'{"payload":{},"payload"'),
    lambda content: b"", lambda content: b"null", lambda content: b"[" * 100_000, lambda content: b'{"payload":1}',
])  # fmt: skip
def test_the_same_words_written_otherwise_are_not_the_voucher(pair, voucher, rewrite):
    assert why(rewrite(json.loads(voucher)), pair) == "YZ-V01"


def test_another_format_is_not_read(pair, voucher):
    assert why(resealed(pair, voucher, format="yanzhen-voucher/2"), pair) == "YZ-V02"


def test_a_list_of_revocations_is_no_voucher(pair):
    assert why(revoke(NONE, [], ON, NEXT, pair.private), pair) == "YZ-V02"


@pytest.mark.parametrize("algorithm", ["none", "RS256", "ed25519", "HS256", "", 1, None, []])
def test_another_algorithm_is_refused_whatever_it_is_called(pair, voucher, algorithm):
    content = json.loads(voucher)
    content["payload"]["alg"] = algorithm
    assert why(canonical(content), pair) == "YZ-V03"


def test_an_unknown_key_is_refused(voucher):
    assert why(voucher, make("别处")) == "YZ-V04"


def test_a_signature_of_another_key_under_the_name_of_a_trusted_one_is_found(pair, voucher):
    forged = seal(json.loads(voucher)["payload"], make("别处").private)
    assert why(forged, pair) == "YZ-V06"


def test_a_signature_over_another_kind_of_paper_never_fits(pair, voucher):
    payload = json.loads(voucher)["payload"]
    signature = pair.private.sign(canonical(payload))
    bare = canonical({"payload": payload, "signature": base64.urlsafe_b64encode(signature).rstrip(b"=").decode()})
    assert why(bare, pair) == "YZ-V06"


@pytest.mark.parametrize("changed", [
    {"award": None}, {"more": 1}, {"synthetic": "no"}, {"until": "永远"}, {"id": "0" * 32}, {"firm": {"key": "A"}},
])  # fmt: skip
def test_a_signed_paper_of_another_shape_is_not_a_voucher(pair, voucher, changed):
    assert why(resealed(pair, voucher, **changed), pair) == "YZ-V06"


@pytest.mark.parametrize(("on", "code"), [
    (date(2025, 6, 30), "YZ-V07"), (date(2025, 7, 1), ""), (date(2025, 12, 31), ""), (date(2026, 1, 1), "YZ-V08"),
])  # fmt: skip
def test_both_ends_of_its_time(pair, voucher, on, code):
    assert why(voucher, pair, on) == code


@pytest.mark.parametrize(("issued", "code"), [
    (date(2024, 12, 31), "YZ-V05"), (date(2025, 1, 1), ""), (date(2025, 12, 31), ""), (date(2026, 1, 1), "YZ-V05"),
])  # fmt: skip
def test_a_key_signs_in_its_own_time_only(pair, issued, code):
    terms = replace(TERMS, issued=issued, start=issued, until=issued + timedelta(days=90))
    assert why(issue(AWARD, FIRM, DIGESTS, terms, pair.private), pair, issued) == code


def test_after_a_change_of_keys_what_the_old_one_signed_stays_good(pair, voucher):
    newer = make("某镇财政所", date(2025, 8, 1), date(2026, 8, 1))
    both = replace(newer, trusted=pair.trusted | newer.trusted)
    later = issue(AWARD, FIRM, DIGESTS, replace(TERMS, issued=ON), newer.private)

    assert why(voucher, both) == "" and why(later, both) == ""
    assert why(later, pair) == "YZ-V04"
    assert why(voucher, both, ON, revoke(NONE, [], ON, NEXT, newer.private)) == ""


# ---------------------------------------------------------------- revocation


def number(voucher: bytes) -> str:
    return json.loads(voucher)["payload"]["id"]


def test_a_revoked_voucher_is_refused_with_the_reason_and_only_from_the_day(pair, voucher):
    listed = revoke(NONE, [Revoked(number(voucher), ON, "数据更正")], ON, NEXT, pair.private)

    assert why(voucher, pair, ON, listed) == "YZ-V09"
    assert "数据更正" in verify(voucher, pair.trusted, ON, listed).error.what
    assert why(voucher, pair, ON - timedelta(days=1), listed) == ""


def test_the_next_list_keeps_all_of_the_old_one(pair, voucher):
    first = revoke(NONE, [Revoked(number(voucher), ON, "数据更正")], ON, NEXT, pair.private)
    second = revoke(read_revocations(first, pair.trusted), [Revoked("b" * 32, NEXT, "另一张"),
                    Revoked(number(voucher), NEXT, "改口")], NEXT, date(2025, 10, 1), pair.private)  # fmt: skip
    found = read_revocations(second, pair.trusted)

    assert found.number == 2 and set(found.entries) == {number(voucher), "b" * 32}
    assert found.entries[number(voucher)] == Revoked(number(voucher), ON, "数据更正")


@pytest.mark.parametrize(("on", "stale"), [(NEXT, False), (NEXT + timedelta(days=1), True)])
def test_a_list_whose_successor_was_due_is_warned_of(pair, voucher, on, stale):
    verdict = verify(voucher, pair.trusted, on, revoke(NONE, [], ON, NEXT, pair.private))

    assert verdict.valid
    assert bool(verdict.warnings) == stale


def test_without_a_list_the_verdict_says_so(pair, voucher):
    assert verify(voucher, pair.trusted, ON).warnings == (NO_LIST,)


def test_a_list_of_somebody_else_or_a_changed_one_is_not_used(pair, voucher):
    stranger = make("别处")
    listed = revoke(NONE, [], ON, NEXT, stranger.private)
    known = replace(pair, trusted=pair.trusted | stranger.trusted)
    changed = bytearray(revoke(NONE, [], ON, NEXT, pair.private))
    changed[changed.index(b"2025-08-01")] ^= 1

    assert why(voucher, pair, ON, listed) == "YZ-V10"
    assert why(voucher, known, ON, listed) == "YZ-V10"
    assert why(voucher, pair, ON, bytes(changed)) in {"YZ-V01", "YZ-V10"}
    assert why(voucher, pair, ON, voucher) == "YZ-V02"


def test_a_list_is_never_dated_before_the_one_it_follows(pair):
    old = read_revocations(revoke(NONE, [], NEXT, NEXT, pair.private), pair.trusted)
    for day, following in ((ON, NEXT), (NEXT, ON)):
        with pytest.raises(VoucherError, match="YZ-V13"):
            revoke(old, [], day, following, pair.private)


# ---------------------------------------------------------------- issuing, keys


@pytest.mark.parametrize(("award", "terms", "code"), [
    (AWARD, replace(TERMS, consent=" "), "YZ-V11"),
    (replace(AWARD, fen=0), TERMS, "YZ-V12"),
    (replace(AWARD, fen=-1), TERMS, "YZ-V12"),
    (AWARD, replace(TERMS, until=date(2025, 6, 30)), "YZ-V13"),
    (AWARD, replace(TERMS, start=date(2026, 1, 1)), "YZ-V13"),
    (replace(AWARD, title="长" * LONGEST), TERMS, "YZ-V13"),
])  # fmt: skip
def test_what_may_not_be_signed_is_not(pair, award, terms, code):
    with pytest.raises(VoucherError) as refused:
        issue(award, FIRM, DIGESTS, terms, pair.private)
    assert refused.value.code == code


def test_consent_is_the_digest_of_a_paper_or_a_reference_that_says_so():
    assert consent_of(b"", "").startswith("sha256:e3b0c442")
    assert consent_of(None, " 1号 ") == "ref:1号"


def test_a_private_key_shut_with_a_passphrase_opens_with_it_only():
    pem, trust = make_key("某镇财政所", ON, NEXT, b"open sesame")

    assert key_id(read_private(pem, b"open sesame").public_key()) in read_trust([("t", trust)])
    for wrong in (None, b"else"):
        with pytest.raises(VoucherError, match="YZ-V14"):
            read_private(pem, wrong)


@pytest.mark.parametrize(("issuer", "start", "until"), [(" ", ON, NEXT), ("某所", NEXT, ON), ("某所", ON, ON)])
def test_a_key_has_an_issuer_and_a_time(issuer, start, until):
    with pytest.raises(VoucherError, match="YZ-V14"):
        make_key(issuer, start, until)


@pytest.mark.parametrize("spoil", [
    lambda told: told.update(format="x"), lambda told: told["keys"][0].update(alg="RSA"), lambda told: told.pop("keys"),
    lambda told: told["keys"][0].update(id="0" * 16), lambda told: told["keys"][0].update(public="AAAA"),
    lambda told: told["keys"][0].update({"from": "昨天"}),
])  # fmt: skip
def test_a_trust_list_that_is_none_is_refused(pair, spoil):
    told = json.loads(trust_text(pair.trusted.values()))
    spoil(told)
    with pytest.raises(VoucherError, match="YZ-V14"):
        read_trust([("t", json.dumps(told).encode())])


def test_two_lists_that_tell_one_key_otherwise_are_refused(pair):
    other = [replace(key, issuer="别处") for key in pair.trusted.values()]
    with pytest.raises(VoucherError, match="YZ-V14"):
        read_trust([("a", trust_text(pair.trusted.values())), ("b", trust_text(other))])


def test_verifying_opens_no_connection(pair, voucher, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    assert why(voucher, pair, ON, revoke(NONE, [], ON, NEXT, pair.private)) == ""
