"""Places of a text a language model thinks worth a look: off unless somebody names an endpoint, and it decides nothing.

    endpoint = endpoint_from(os.environ)          # None: off, and then nothing here opens a connection
    told = suggest(text, endpoint)                # spans of the text, each `low`; how many answers were refused

The endpoint speaks the chat completions of OpenAI's interface. Whatever it answers is tried against the text: a span counts only
when its quote stands in the text at just that place and cuts no number in two. So it can point, and can neither add, change nor
drop a word or a digit.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from yanzhen.errors import ReadingError
from yanzhen.reading.page import LOW, Item, Passage

URL, MODEL, KEY, SECONDS = (
    "YANZHEN_SUGGEST_URL",
    "YANZHEN_SUGGEST_MODEL",
    "YANZHEN_SUGGEST_KEY",
    "YANZHEN_SUGGEST_SECONDS",
)
KINDS = ("targets", "lists", "tasks", "mechanisms")
"""What a span may be called: the kinds of `page.KINDS` that a plan is made of."""
USUAL_SECONDS = 20
LONGEST_SECONDS = 120
MOST_BYTES = 200_000
"""Bytes of an answer; a longer one is not read to its end."""
MOST_CHARACTERS = 12_000
"""Characters of the text that are sent; the rest is not looked at, and the answer says so."""
MOST_SPANS = 200
LONGEST_SPAN = 300
REASON = "语言模型提示，未经核对"

_PIECE = 16_384
_ASK = (
    "你是公文阅读助手。只指出文中承诺的指标(targets)、点名的清单(lists)、交办的任务(tasks)、机制名称(mechanisms)在哪里。"
    '只回 JSON：{"spans":[{"kind":"targets","quote":"原文","start":0,"end":0}]}。quote 必须逐字取自原文，数字一位不改；'
    "start、end 是字符位置，拿不准就不写。不要解释，不要推断。"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: address of the chat completions, model, key (may be empty), seconds for the whole answer."""

    url: str
    model: str
    key: str = ""
    seconds: float = USUAL_SECONDS


@dataclass(frozen=True, slots=True)
class Suggestion(Item):
    """A span somebody should look at; always `low`, with the reason that a model named it."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came back: the spans that stand in the text, in its order; how many were refused; whether the text was cut."""

    items: tuple[Suggestion, ...] = ()
    refused: int = 0
    cut: bool = False


def endpoint_from(settings: Mapping[str, str]) -> Endpoint | None:
    """The endpoint these settings name; None when they name none. A ReadingError YZ-R30 when they are half written."""
    url = settings.get(URL, "").strip()
    if not url:
        return None
    model, seconds = settings.get(MODEL, "").strip(), settings.get(SECONDS, "").strip() or str(USUAL_SECONDS)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ReadingError(f"{URL} 不是网址：{url}", code="YZ-R30", hint="写到 …/v1/chat/completions，或留空不用")
    if not model:
        raise ReadingError(f"写了 {URL}，没有写 {MODEL}", code="YZ-R30", hint=f"设 {MODEL}，或两个都留空")
    if not seconds.isdigit() or not 1 <= int(seconds) <= LONGEST_SECONDS:
        raise ReadingError(f"{SECONDS} 写了「{seconds}」", code="YZ-R30", hint=f"写 1 到 {LONGEST_SECONDS} 的整数")
    return Endpoint(url, model, settings.get(KEY, "").strip(), int(seconds))


def suggest(text: str, endpoint: Endpoint) -> Suggested:
    """The spans of the text the endpoint points at.

    Raises:
        ReadingError: YZ-R31 no answer, or none in time; YZ-R32 an answer too large or not of the agreed form. The page itself
            is read without it all the same.
    """
    sent = text[:MOST_CHARACTERS]
    spans = _spans(_answer(sent, endpoint))
    found: dict[tuple[int, int], Suggestion] = {}
    refused = max(0, len(spans) - MOST_SPANS)
    for span in spans[:MOST_SPANS]:
        item = _checked(span, sent)
        if item is None:
            refused += 1
        else:
            found.setdefault((item.passage.start, item.passage.end), item)
    items = tuple(found[place] for place in sorted(found))
    return Suggested(items, refused, len(text) > MOST_CHARACTERS)


def _checked(span: Any, text: str) -> Suggestion | None:
    """The suggestion, when every word of it is the text's; None when not."""
    if not isinstance(span, dict) or span.get("kind") not in KINDS or not isinstance(span.get("quote"), str):
        return None
    quote = span["quote"]
    if not quote.strip() or len(quote) > LONGEST_SPAN:
        return None
    start, end = span.get("start"), span.get("end")
    if start is None and end is None and text.count(quote) == 1:
        start = text.index(quote)
        end = start + len(quote)
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        return None
    if text[start:end] != quote or _cuts_a_number(text, start) or _cuts_a_number(text, end):
        return None
    return Suggestion(Passage(start, end, quote), confidence=LOW, reason=REASON, kind=span["kind"])


def _cuts_a_number(text: str, at: int) -> bool:
    """Whether a boundary stands inside a figure, as in 1|5 or 1|.5 or 1.|5."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    inside = before[-1:].isdigit() and after[:1].isdigit()
    point = before[-1:].isdigit() and after[:1] in (".", ",") and after[1:].isdigit()
    behind = before[:-1].isdigit() and before[-1:] in (".", ",") and after[:1].isdigit()
    return inside or point or behind


class _Stays(urllib.request.HTTPRedirectHandler):
    """Nobody is sent on to another address: the text goes where the setting says, or nowhere."""

    def redirect_request(self, *_args: Any, **_words: Any) -> None:
        return None


def _answer(text: str, endpoint: Endpoint) -> Any:
    """The answer as JSON values, read within the endpoint's seconds and `MOST_BYTES`."""
    told = [{"role": "system", "content": _ASK}, {"role": "user", "content": text}]
    body = {"model": endpoint.model, "messages": told, "temperature": 0, "response_format": {"type": "json_object"}}
    heads = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        heads["Authorization"] = f"Bearer {endpoint.key}"
    request = urllib.request.Request(endpoint.url, json.dumps(body).encode(), heads, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays)
    until = time.monotonic() + endpoint.seconds
    held = bytearray()
    try:
        with opener.open(request, timeout=endpoint.seconds) as answer:
            while piece := answer.read1(_PIECE):
                held += piece
                if len(held) > MOST_BYTES:
                    raise _useless(f"超过 {MOST_BYTES:,} 字节")
                if time.monotonic() > until:
                    raise TimeoutError
    except TimeoutError:
        raise _silent(f"{endpoint.seconds:g} 秒内没有答完") from None
    except urllib.error.HTTPError as error:
        error.close()
        raise _silent(f"状态 {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        timed_out = isinstance(getattr(error, "reason", None), TimeoutError)
        raise _silent(f"{endpoint.seconds:g} 秒内没有答完" if timed_out else type(error).__name__) from None
    try:
        return json.loads(held)
    except (ValueError, RecursionError):
        raise _useless("不是 JSON") from None


def _spans(answer: Any) -> list[Any]:
    """What the model listed; a ReadingError when the answer has another form."""
    try:
        content = answer["choices"][0]["message"]["content"]
        spans = json.loads(content)["spans"]
    except (KeyError, IndexError, TypeError, ValueError, RecursionError):
        raise _useless("没有 choices[0].message.content，或其中不是 spans 的 JSON") from None
    if not isinstance(spans, list):
        raise _useless("spans 不是一列")
    return spans


def _silent(why: str) -> ReadingError:
    hint = "文档照常读完了，只是没有模型提示；查看设置的网址"
    return ReadingError(f"语言模型没有答复：{why}", code="YZ-R31", hint=hint)


def _useless(why: str) -> ReadingError:
    hint = "文档照常读完了，只是没有模型提示；换一个会按格式答复的模型"
    return ReadingError(f"语言模型的答复不能用：{why}", code="YZ-R32", hint=hint)
