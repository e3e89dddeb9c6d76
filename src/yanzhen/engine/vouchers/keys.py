"""Keys: a private one that signs, and public ones that are trusted, each for its issuer and its time.

A key's id is the beginning of the SHA-256 of its public bytes, so it names the key itself. Keys are changed by making a new
one: a trust list holds the old beside the new, and what the old one signed in its time stays good.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives import serialization as written
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yanzhen.engine.vouchers.sealed import ALGORITHM
from yanzhen.errors import VoucherError

TRUST = "yanzhen-trust/1"
ID_DIGITS = 16


@dataclass(frozen=True)
class TrustedKey:
    """A public key, who signs with it, and when it signs: from `start` (included) until `until` (excluded)."""

    id: str
    public: Ed25519PublicKey
    issuer: str
    start: date
    until: date

    def signs_on(self, day: date) -> bool:
        """Whether papers of that day may bear its signature."""
        return self.start <= day < self.until


def key_id(public: Ed25519PublicKey) -> str:
    """The id of a public key."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:ID_DIGITS]


def make_key(issuer: str, start: date, until: date, passphrase: bytes | None = None) -> tuple[bytes, bytes]:
    """A new pair: the private key as PEM (encrypted when a passphrase is given), and a trust list of its public half.

    Raises VoucherError YZ-V14 when the issuer has no name or the key no time.
    """
    if not issuer.strip() or until <= start:
        raise VoucherError("密钥要有签发单位和有效期", code="YZ-V14", hint="--issuer 单位全称，--until 晚于 --from")
    private = Ed25519PrivateKey.generate()
    shut = written.BestAvailableEncryption(passphrase) if passphrase else written.NoEncryption()
    pem = private.private_bytes(written.Encoding.PEM, written.PrivateFormat.PKCS8, shut)
    public = private.public_key()
    return pem, trust_text([TrustedKey(key_id(public), public, issuer.strip(), start, until)])


def read_private(pem: bytes, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """The private key in a PEM file; VoucherError YZ-V14 when it is none or the passphrase does not fit."""
    try:
        found = written.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as error:
        raise VoucherError(
            "私钥读不出，或口令不对", code="YZ-V14", hint="用 yanzhen voucher key 写出的 .key 文件"
        ) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise VoucherError(f"私钥不是 {ALGORITHM}", code="YZ-V14", hint="用 yanzhen voucher key 写出的 .key 文件")
    return found


def trust_text(keys: Iterable[TrustedKey]) -> bytes:
    """The trust list of these keys."""
    listed = [
        {
            "id": key.id,
            "alg": ALGORITHM,
            "public": base64.urlsafe_b64encode(key.public.public_bytes_raw()).rstrip(b"=").decode(),
            "issuer": key.issuer,
            "from": key.start.isoformat(),
            "until": key.until.isoformat(),
        }
        for key in sorted(keys, key=lambda key: key.id)
    ]
    return (json.dumps({"format": TRUST, "keys": listed}, ensure_ascii=False, indent=2) + "\n").encode()


def read_trust(texts: Iterable[tuple[str, bytes]]) -> dict[str, TrustedKey]:
    """Key id → key, of all the trust lists given as (name, bytes).

    Raises VoucherError YZ-V14 for a list that is none, a key whose id is not its own, or one id with two meanings.
    """
    found: dict[str, TrustedKey] = {}
    for name, text in texts:
        try:
            content = json.loads(text.decode("utf-8"))
            if content["format"] != TRUST:
                raise ValueError(content["format"])
            keys = [_trusted(one) for one in content["keys"]]
        except (ValueError, KeyError, TypeError) as error:
            raise VoucherError(
                f"{name} 不是公钥清单：{error}", code="YZ-V14", hint="向签发单位索取 .pub.json"
            ) from None
        for key in keys:
            if _told(found.setdefault(key.id, key)) != _told(key):
                raise VoucherError(
                    f"公钥 {key.id} 在两份清单里说法不同", code="YZ-V14", hint="核对签发单位公布的那一份"
                )
    return found


def _trusted(one: dict[str, str]) -> TrustedKey:
    if one["alg"] != ALGORITHM:
        raise ValueError(one["alg"])
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(one["public"] + "=="))
    if key_id(public) != one["id"]:
        raise ValueError(f"{one['id']} 不是这把公钥的编号")
    return TrustedKey(
        one["id"], public, one["issuer"], date.fromisoformat(one["from"]), date.fromisoformat(one["until"])
    )


def _told(key: TrustedKey) -> tuple[str, date, date]:
    return key.issuer, key.start, key.until
