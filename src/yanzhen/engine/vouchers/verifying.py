"""Whether a voucher counts on a day: everything is looked at offline, and each way to fail says its own sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yanzhen.engine.vouchers.keys import TrustedKey
from yanzhen.engine.vouchers.paper import VOUCHER, well_formed
from yanzhen.engine.vouchers.revocation import Revocations, read_revocations
from yanzhen.engine.vouchers.sealed import unseal
from yanzhen.errors import VoucherError

NO_LIST = "没有给撤销清单，不知道是否已被撤销"


@dataclass(frozen=True)
class Verdict:
    """`valid`, and when it is not, `error` says why. `payload` is what was signed, None when nothing in it can be believed.

    `warnings` are what a careful reader asks about although the voucher is good: no list of revocations, or a stale one.
    """

    valid: bool
    issuer: str = ""
    payload: dict[str, Any] | None = field(default=None, repr=False)
    error: VoucherError | None = None
    warnings: tuple[str, ...] = ()


def verify(data: bytes, trusted: Mapping[str, TrustedKey], on: date, revoked: bytes | None = None) -> Verdict:
    """Whether the voucher counts on that day, for whoever trusts these keys.

    In order: it is a voucher, of this format and algorithm (YZ-V01 to YZ-V03) · a trusted key (V04) made this signature
    over these bytes (V06), in its time (V05) · not before its first day (V07), not after its last (V08) · not revoked
    (V09) on the list, which itself is signed by the same issuer (V10).
    """
    try:
        sealed = unseal(data, VOUCHER, "凭证")
        key = trusted.get(sealed.key)
        if key is None:
            hint = "向签发单位核对公钥；不认识的单位签的不作数"
            raise VoucherError(f"不认识签名的钥匙「{sealed.key}」", code="YZ-V04", hint=hint)
        if not sealed.signed_by(key.public) or not well_formed(sealed.payload):
            raise VoucherError("签名与内容不符：内容被改动过", code="YZ-V06", hint="不要采信，向签发单位核对")
    except VoucherError as error:
        return Verdict(False, error=error)
    try:
        return Verdict(True, key.issuer, sealed.payload, None, _holds(sealed.payload, key, trusted, on, revoked))
    except VoucherError as error:
        return Verdict(False, key.issuer, sealed.payload, error)


def _holds(
    payload: dict[str, Any], key: TrustedKey, trusted: Mapping[str, TrustedKey], on: date, revoked: bytes | None
) -> tuple[str, ...]:
    """The warnings of a voucher that counts; the VoucherError of one that does not."""
    issued, start, until = (date.fromisoformat(payload[name]) for name in ("issued", "from", "until"))
    if not key.signs_on(issued):
        what = f"钥匙 {key.id} 的有效期是 {key.start} 至 {key.until}，凭证签于 {issued}"
        raise VoucherError(what, code="YZ-V05", hint="向签发单位核对")
    if on < start:
        raise VoucherError(f"还没到生效日：{start} 起有效", code="YZ-V07", hint=f"{start} 起再验")
    if on > until:
        raise VoucherError(f"已过有效期：{until} 止", code="YZ-V08", hint="请企业重新申领")
    if revoked is None:
        return (NO_LIST,)
    listed = read_revocations(revoked, trusted)
    return _unrevoked(payload, key, listed, on)


def _unrevoked(payload: dict[str, Any], key: TrustedKey, listed: Revocations, on: date) -> tuple[str, ...]:
    if listed.issuer != key.issuer:
        what = f"撤销清单是「{listed.issuer}」的，凭证是「{key.issuer}」签的"
        raise VoucherError(what, code="YZ-V10", hint="用同一单位的撤销清单")
    entry = listed.entries.get(payload["id"])
    if entry is not None and entry.day <= on:
        raise VoucherError(f"已于 {entry.day} 撤销：{entry.reason}", code="YZ-V09", hint="不要采信")
    if listed.stale(on):
        return (f"撤销清单是 {listed.day} 的，下一份应在 {listed.next} 前出，请索取最新一份",)
    return ()
