"""The English words of the site: `django.po`, written by people, becomes `django.mo`, read by Django.

`python -m yanzhen.web.frame.catalog` does it, without gettext programs. A test holds the one file against the other.
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

WORDS = Path(__file__).parents[1] / "locale" / "en" / "LC_MESSAGES" / "django.po"
_LINE = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")\Z')
MAGIC = 0x950412DE


def read(text: str) -> dict[str, str]:
    """msgid → msgstr as a .mo file holds them: plurals joined by a zero byte. The header is under the empty id."""
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            match = _LINE.match(line.strip())
            if match:
                key = match[1] or key
                parts[key] = parts.get(key, "") + ast.literal_eval(match[2])
        if "msgid" in parts:
            given = "\0".join(parts[name] for name in sorted(parts) if name.startswith("msgstr"))
            found["\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)] = given
    return found


def compiled(words: dict[str, str]) -> bytes:
    """The .mo file of these words, sorted by id."""
    pairs = [(key.encode("utf-8"), value.encode("utf-8")) for key, value in words.items()]
    pairs.sort()
    keys, values = b"".join(key + b"\0" for key, _v in pairs), b"".join(value + b"\0" for _k, value in pairs)
    first = 28 + 16 * len(pairs)
    key_table, value_table, key_at, value_at = b"", b"", first, first + len(keys)
    for key, value in pairs:
        key_table += struct.pack("<II", len(key), key_at)
        value_table += struct.pack("<II", len(value), value_at)
        key_at, value_at = key_at + len(key) + 1, value_at + len(value) + 1
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, first)
    return head + key_table + value_table + keys + values


if __name__ == "__main__":
    WORDS.with_suffix(".mo").write_bytes(compiled(read(WORDS.read_text("utf-8"))))
