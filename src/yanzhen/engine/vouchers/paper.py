"""What a voucher says: one met award of exact amount, whose, under which article, until when, and how it can be checked.

A voucher says that the issuer's rules, decided over the facts delivered, give this firm this amount, and that the firm agreed
to its being shown. It is no promise to pay, no guarantee and no advice to lend; who issues it may say more elsewhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yanzhen.engine.vouchers.keys import key_id
from yanzhen.engine.vouchers.sealed import ALGORITHM, canonical, seal
from yanzhen.errors import VoucherError
from yanzhen.registers.vocabulary import parse_date

VOUCHER = "yanzhen-voucher/1"
ID_DIGITS = 32
LONGEST = 2_300
"""Bytes of a voucher: a QR code of level L holds 2,953, and printers want some rest."""

SHAPE: dict[str, type | dict[str, type]] = {
    "format": str, "alg": str, "key": str, "id": str, "issued": str, "from": str, "until": str, "consent": str,
    "firm": {"key": str, "name": str},
    "award": {"clause": str, "title": str, "cite": str, "nature": str, "period": str, "subject": str, "fen": int},
    "receipt": {"pack": str, "facts": str, "engine": str, "findings": str},
    "synthetic": bool,
}  # fmt: skip
"""Every key of the payload and what stands there: text (dates as YYYY-MM-DD), whole fen, or true and false."""


@dataclass(frozen=True)
class Award:
    """One met finding: what is left after relations, in whole fen, and the row it was decided for (`subject`)."""

    clause: str
    title: str
    cite: str
    nature: str
    period: str
    subject: str
    fen: int


@dataclass(frozen=True)
class Terms:
    """The dates of a voucher: issued on, good from and until (both included). And the consent it rests on."""

    issued: date
    start: date
    until: date
    consent: str


def issue(
    award: Award,
    firm: tuple[str, str],
    receipt: dict[str, str],
    terms: Terms,
    private: Ed25519PrivateKey,
    *,
    synthetic: bool = False,
) -> bytes:
    """The signed voucher. `firm` is (key, name); `receipt` the digests of pack, facts, engine and findings.

    The same contents have the same id and the same bytes.

    Raises:
        VoucherError: YZ-V11 without consent; YZ-V12 nothing is left of the award; YZ-V13 dates that do not follow each
            other, or too long to be printed as one code.
    """
    if not terms.consent.strip():
        raise VoucherError("没有企业的同意，不签发", code="YZ-V11", hint="--consent 同意书文件，或 ref:文号")
    if award.fen <= 0:
        raise VoucherError("这一项没有可付的金额，不签发", code="YZ-V12", hint="叠加后为零的，看 yanzhen explain")
    if not terms.issued <= terms.until or not terms.start <= terms.until:
        raise VoucherError("凭证的日期前后颠倒", code="YZ-V13", hint="--from、--on 都不晚于 --until")
    payload: dict[str, Any] = {
        "format": VOUCHER,
        "alg": ALGORITHM,
        "key": key_id(private.public_key()),
        "issued": terms.issued.isoformat(),
        "from": terms.start.isoformat(),
        "until": terms.until.isoformat(),
        "consent": terms.consent.strip(),
        "firm": {"key": firm[0], "name": firm[1]},
        "award": {
            "clause": award.clause,
            "title": award.title,
            "cite": award.cite,
            "nature": award.nature,
            "period": award.period,
            "subject": award.subject,
            "fen": award.fen,
        },
        "receipt": {name: receipt[name] for name in ("pack", "facts", "engine", "findings")},
        "synthetic": synthetic,
    }
    payload["id"] = hashlib.sha256(canonical(payload)).hexdigest()[:ID_DIGITS]
    data = seal(payload, private)
    if len(data) > LONGEST:
        what = f"凭证有 {len(data):,} 字节，一个二维码放不下（{LONGEST:,}）"
        raise VoucherError(what, code="YZ-V13", hint="缩短条款的 title 或同意书的编号")
    return data


def consent_of(data: bytes | None, reference: str) -> str:
    """The consent as the voucher bears it: the SHA-256 of the paper, or a reference number where the paper is kept elsewhere."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}" if data is not None else f"ref:{reference.strip()}"


def well_formed(payload: dict[str, Any]) -> bool:
    """Whether every key is there, no other, each of its make, and the id is that of the contents."""
    bare = {name: value for name, value in payload.items() if name != "id"}
    if not _fits(payload, SHAPE) or payload["id"] != hashlib.sha256(canonical(bare)).hexdigest()[:ID_DIGITS]:
        return False
    return all(parse_date(payload[name]) is not None for name in ("issued", "from", "until"))


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, dict):
        return (
            isinstance(value, dict) and value.keys() == shape.keys() and all(_fits(value[k], shape[k]) for k in shape)
        )
    return type(value) is shape
