"""A sealed text: canonical JSON of a payload and its Ed25519 signature, so strict that one changed byte is found.

The bytes are `{"payload":{…},"signature":"…"}`: UTF-8, keys sorted, no white space, no number that is not whole, nothing before
or behind. What is signed is the payload's own canonical bytes, with the format's name before them, so that a signature made
for one kind of paper never fits another. The signature is base64url without padding.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yanzhen.errors import VoucherError

ALGORITHM = "Ed25519"
LONGEST = 1 << 20
"""Bytes a sealed text may have; a revocation list of 8,000 entries has about as many."""


@dataclass(frozen=True)
class Sealed:
    """A sealed text as read, its signature not yet looked at."""

    payload: dict[str, Any]
    signature: bytes

    @property
    def key(self) -> str:
        """The id of the key it says it was signed with."""
        return str(self.payload.get("key", ""))

    def signed_by(self, public: Ed25519PublicKey) -> bool:
        """Whether the signature is this key's over these very bytes."""
        try:
            public.verify(self.signature, _message(self.payload))
        except InvalidSignature:
            return False
        return True


def canonical(content: dict[str, Any]) -> bytes:
    """The one text of these contents."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def seal(payload: dict[str, Any], private: Ed25519PrivateKey) -> bytes:
    """The payload signed."""
    signature = base64.urlsafe_b64encode(private.sign(_message(payload))).rstrip(b"=").decode()
    return canonical({"payload": payload, "signature": signature})


def unseal(data: bytes, format: str, what: str) -> Sealed:
    """The sealed text read; nothing in it is to be believed before `signed_by` says so.

    Raises:
        VoucherError: YZ-V01 it is not the canonical text of a sealed paper, YZ-V02 of another format, YZ-V03 of another
            algorithm.
    """
    try:
        if len(data) > LONGEST:
            raise ValueError("too long")
        content = json.loads(data.decode("utf-8"), parse_float=_no_floats, parse_constant=_no_floats)
        payload, written = content["payload"], content["signature"]
        signature = base64.urlsafe_b64decode(written + "==")
        again = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
        if set(content) != {"payload", "signature"} or again != written or canonical(content) != data:
            raise ValueError("not canonical")
        named, algorithm = payload["format"], payload["alg"]
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "重新向签发单位索取原件；文件须逐字节原样，不经转存、改格式"
        raise VoucherError(f"不是{what}，或字节已被改动", code="YZ-V01", hint=hint) from None
    if named != format:
        raise VoucherError(f"格式是「{named}」，应为「{format}」", code="YZ-V02", hint="换用能读这一格式的版本")
    if algorithm != ALGORITHM:
        hint = "签名算法只有这一种，写别的就不是真的"
        raise VoucherError(f"签名算法是「{algorithm}」，只认 {ALGORITHM}", code="YZ-V03", hint=hint)
    return Sealed(payload, signature)


def _no_floats(text: str) -> Any:
    raise ValueError(text)


def _message(payload: dict[str, Any]) -> bytes:
    return f"{payload.get('format', '')}\n".encode() + canonical(payload)
