"""The suggester against a stub that answers well, badly, slowly, hugely: what stands in the text counts, and nothing else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from yanzhen.errors import ReadingError
from yanzhen.reading import suggesting
from yanzhen.reading.page import LOW
from yanzhen.reading.suggesting import REASON, Endpoint, endpoint_from, suggest

TEXT = "虚构县提出,到2026年,规模工业企业达到250家以上;实施“三大行动”。增长7.5%以上,办公室年底前申报。250家。"


def at(words: str, kind: str = "targets") -> dict[str, object]:
    start = TEXT.index(words)
    return {"kind": kind, "quote": words, "start": start, "end": start + len(words)}


def chat(*spans: object) -> bytes:
    content = json.dumps({"spans": list(spans)}, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@contextmanager
def stub(answer: bytes = b"", status: int = 200, drip: float = 0, wait: float = 0) -> Iterator[tuple[str, list]]:
    """A server on this machine that gives the answer; its address, and what it was asked."""
    asked: list[tuple[dict[str, str], dict]] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            asked.append((dict(self.headers), json.loads(self.rfile.read(length))))
            over.wait(wait)
            try:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                for byte in [answer[at : at + 1] for at in range(len(answer))] if drip else [answer]:
                    self.wfile.write(byte)
                    self.wfile.flush()
                    if drip and over.wait(drip):
                        return
            except OSError:
                pass

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions", asked
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_that_stand_in_the_text_come_back_low_and_in_its_order():
    spans = [at("实施“三大行动”", "lists"), at("规模工业企业达到250家以上"), at("规模工业企业达到250家以上")]
    with stub(chat(*spans)) as (url, asked):
        told = suggest(TEXT, Endpoint(url, "model-1", "secret"))

    assert [(item.kind, item.passage.quote) for item in told.items] == [
        ("targets", "规模工业企业达到250家以上"),
        ("lists", "实施“三大行动”"),
    ]
    assert all(TEXT[item.passage.start : item.passage.end] == item.passage.quote for item in told.items)
    assert {(item.confidence, item.reason) for item in told.items} == {(LOW, REASON)}
    assert (told.refused, told.cut) == (0, False)
    heads, body = asked[0]
    assert heads["Authorization"] == "Bearer secret"
    assert (body["model"], body["temperature"], body["messages"][-1]["content"]) == ("model-1", 0, TEXT)


REFUSED = {
    "words that are not there": {"kind": "targets", "quote": "企业达到900家", "start": 0, "end": 8},
    "a digit changed": at("250家以上") | {"quote": "260家以上"},
    "a quote at another place": at("250家以上") | {"start": 0, "end": 6},
    "beyond the end": {"kind": "targets", "quote": "250家。", "start": len(TEXT), "end": len(TEXT) + 5},
    "a negative start": at("250家以上") | {"start": -3},
    "offsets that are no integers": at("250家以上") | {"start": str(TEXT.index("250")), "end": 1.5},
    "true for an offset": at("250家以上") | {"start": True},
    "a number cut at its start": at("50家以上"),
    "a number cut at its end": at("到202"),
    "a number cut before its point": at("增长7"),
    "a number cut behind its point": at("5%以上"),
    "an unknown kind": at("250家以上", "people"),
    "no quote": {"kind": "targets", "start": 0, "end": 3},
    "an empty quote": {"kind": "targets", "quote": " ", "start": 0, "end": 1},
    "no offsets and the words stand twice": {"kind": "targets", "quote": "250家"},
    "half of the offsets": {"kind": "targets", "quote": "办公室", "start": TEXT.index("办公室")},
    "no span at all": "250家以上",
    "nothing": None,
}


@pytest.mark.parametrize("span", REFUSED.values(), ids=REFUSED.keys())
def test_a_span_that_is_not_the_texts_own_is_refused(span):
    with stub(chat(span, at("办公室年底前申报", "tasks"))) as (url, _):
        told = suggest(TEXT, Endpoint(url, "m"))

    assert [item.passage.quote for item in told.items] == ["办公室年底前申报"]
    assert told.refused == 1


def test_without_offsets_words_that_stand_once_are_found():
    with stub(chat({"kind": "tasks", "quote": "办公室年底前申报"})) as (url, _):
        (item,) = suggest(TEXT, Endpoint(url, "m")).items
    assert TEXT[item.passage.start : item.passage.end] == "办公室年底前申报"


ANSWERS = {
    "nonsense": b"I cannot help with that",
    "wrong json": b'{"answer": []}',
    "a list": b"[1, 2]",
    "no choices": b'{"choices": []}',
    "content that is prose": json.dumps({"choices": [{"message": {"content": "好的"}}]}).encode(),
    "content that is null": b'{"choices": [{"message": {"content": null}}]}',
    "spans that are a map": json.dumps({"choices": [{"message": {"content": '{"spans": {}}'}}]}).encode(),
    "brackets without end": b"[" * 150_000,
    "bytes that are no text": b"\xff\xfe\x00\xd8",
    "nothing": b"",
    "huge": b"x" * (suggesting.MOST_BYTES + 1),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_of_another_form_is_an_error_and_no_crash(answer):
    with stub(answer) as (url, _), pytest.raises(ReadingError) as refused:
        suggest(TEXT, Endpoint(url, "m"))
    assert refused.value.code == "YZ-R32"


@pytest.mark.parametrize(
    "how", [{"wait": 9}, {"answer": chat() * 20, "drip": 0.05}], ids=["silent", "a byte at a time"]
)
def test_an_answer_that_takes_too_long_is_left(how):
    began = time.monotonic()
    with stub(**how) as (url, _), pytest.raises(ReadingError) as refused:
        suggest(TEXT, Endpoint(url, "m", seconds=0.4))
    assert refused.value.code == "YZ-R31"
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("status", [302, 401, 500])
def test_another_status_is_told_and_nobody_is_sent_on(status):
    with stub(chat(), status) as (url, asked), pytest.raises(ReadingError) as refused:
        suggest(TEXT, Endpoint(url, "m"))
    assert refused.value.code == "YZ-R31" and str(status) in refused.value.what
    assert len(asked) == 1


def test_nobody_there_is_told():
    with stub() as (url, _):
        pass
    with pytest.raises(ReadingError) as refused:
        suggest(TEXT, Endpoint(url, "m", seconds=2))
    assert refused.value.code == "YZ-R31"


def test_only_so_much_of_a_long_text_is_sent_and_it_says_so():
    with stub(chat()) as (url, asked):
        told = suggest("长" * (suggesting.MOST_CHARACTERS + 1), Endpoint(url, "m"))
    assert told.cut
    assert len(asked[0][1]["messages"][-1]["content"]) == suggesting.MOST_CHARACTERS


def test_it_is_off_unless_named_and_half_named_is_an_error():
    assert endpoint_from({}) is None
    assert endpoint_from({suggesting.URL: "", suggesting.MODEL: "m"}) is None
    whole = {suggesting.URL: "http://127.0.0.1:9/v1", suggesting.MODEL: "m"}
    assert endpoint_from(whole) == Endpoint("http://127.0.0.1:9/v1", "m")
    for wrong in ({suggesting.URL: "ftp://x/y"}, {suggesting.MODEL: ""}, {suggesting.SECONDS: "0"}):
        with pytest.raises(ReadingError) as refused:
            endpoint_from(whole | wrong)
        assert refused.value.code == "YZ-R30"


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "page.txt"
    file.write_text(TEXT, "utf-8")
    return str(file)


def read(*arguments: str, **env: str):
    from yanzhen.command.line import app

    return CliRunner().invoke(app, ["read", *arguments], env=env)


def test_the_command_asks_only_when_told_to(page):
    with stub(chat(at("办公室年底前申报", "tasks"))) as (url, asked):
        env = {suggesting.URL: url, suggesting.MODEL: "m"}
        plain = read(page, "--json", **env)
        assert asked == [] and "suggested" not in json.loads(plain.stdout)
        told = json.loads(read(page, "--json", "--suggest", **env).stdout)["suggested"]
    assert [(one["quote"], one["confidence"]) for one in told] == [("办公室年底前申报", "low")]


def test_the_command_says_when_no_endpoint_is_set_and_reads_on_when_it_is_silent(page):
    refused = read(page, "--suggest", **{suggesting.URL: ""})
    assert refused.exit_code != 0 and "YZ-C66" in (refused.stderr + str(refused.exception))
    with stub(b"?") as (url, _):
        told = read(page, "--suggest", **{suggesting.URL: url, suggesting.MODEL: "m"})
    assert told.exit_code == 0
    assert "指标 targets" in told.stdout and "YZ-R32" in told.stderr
