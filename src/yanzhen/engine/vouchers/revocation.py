"""The list of vouchers that no longer count: signed, dated, numbered; an entry once made is never taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yanzhen.engine.vouchers.keys import TrustedKey, key_id
from yanzhen.engine.vouchers.sealed import ALGORITHM, seal, unseal
from yanzhen.errors import VoucherError

REVOCATIONS = "yanzhen-revocations/1"


@dataclass(frozen=True)
class Revoked:
    """One voucher that no longer counts, from a day on."""

    id: str
    day: date
    reason: str


@dataclass(frozen=True)
class Revocations:
    """A list: its number, the day it was made, the day by which the next is due, who signed it, and what it revokes."""

    number: int
    day: date
    next: date
    issuer: str
    entries: Mapping[str, Revoked]

    def stale(self, on: date) -> bool:
        """Whether the next list was due before that day."""
        return on > self.next


NONE = Revocations(0, date.min, date.min, "", {})


def revoke(old: Revocations, new: Iterable[Revoked], day: date, following: date, private: Ed25519PrivateKey) -> bytes:
    """The next list: all of the old one, and the new entries. Without new ones it says that nothing was added.

    Raises VoucherError YZ-V13 when it would be older than the old one, or due again before it is made.
    """
    if day < old.day or following < day:
        raise VoucherError("撤销清单的日期前后颠倒", code="YZ-V13", hint="--on 不早于上一份，--next 不早于 --on")
    entries = dict(old.entries)
    for one in new:
        entries.setdefault(one.id, one)
    payload = {
        "format": REVOCATIONS,
        "alg": ALGORITHM,
        "key": key_id(private.public_key()),
        "number": old.number + 1,
        "on": day.isoformat(),
        "next": following.isoformat(),
        "revoked": [
            {"id": one.id, "on": one.day.isoformat(), "reason": one.reason}
            for one in sorted(entries.values(), key=lambda one: one.id)
        ],
    }
    return seal(payload, private)


def read_revocations(data: bytes, trusted: Mapping[str, TrustedKey]) -> Revocations:
    """The list, its signature checked.

    Raises:
        VoucherError: YZ-V01 to YZ-V03 as for any sealed text; YZ-V10 it is not signed by a trusted key in its time.
    """
    sealed = unseal(data, REVOCATIONS, "撤销清单")
    key = trusted.get(sealed.key)
    if key is None or not sealed.signed_by(key.public):
        raise VoucherError("撤销清单不是可信的单位签的", code="YZ-V10", hint="向签发单位索取最新一份")
    try:
        payload = sealed.payload
        day, following = date.fromisoformat(payload["on"]), date.fromisoformat(payload["next"])
        entries = {
            one["id"]: Revoked(one["id"], date.fromisoformat(one["on"]), one["reason"]) for one in payload["revoked"]
        }
        number = int(payload["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise VoucherError(f"撤销清单读不出：{error}", code="YZ-V10", hint="向签发单位索取最新一份") from None
    if not key.signs_on(day):
        raise VoucherError(
            f"撤销清单的签名钥匙 {key.id} 在 {day} 不在有效期", code="YZ-V10", hint="向签发单位索取最新一份"
        )
    return Revocations(number, day, following, key.issuer, entries)
