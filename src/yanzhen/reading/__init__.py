"""Reading: a page of text → articles, targets, lists, tasks, events, people, organisations, mechanisms, anomalies.

    from yanzhen.reading import Lexicon, read, read_file

    page = read(text, lexicon=Lexicon())        # a frozen Page; reads no file and no clock
    page.targets[0].passage.quote               # words of the text: text[start:end] == quote, always
    page.as_dict()                              # JSON values with the keys pages are annotated with by hand

`read` never raises on any text up to `MOST_CHARACTERS`, and takes time in proportion to its length. `read_file` takes bytes in
(txt, docx, pdf with text, html) and raises `ReadingError` YZ-R… when nothing can be read. A lexicon gives the names of places,
parks, organisations and people (`Lexicon.of(pack.vocabulary, pack.area)`); without one the page's own structure is all there
is. Numbers are never invented, changed or dropped; what is uncertain has `confidence` and `reason`. Nothing here decides: a
person accepts line by line.
"""

from yanzhen.reading.files import MOST_BYTES, Source, read_file
from yanzhen.reading.lexicon import NO_NAMES, Lexicon, Tenure
from yanzhen.reading.page import (
    HIGH,
    KINDS,
    LOW,
    MEDIUM,
    Anomaly,
    Article,
    Block,
    Dateline,
    Event,
    Item,
    Mechanism,
    NamedList,
    Organisation,
    Page,
    Part,
    Passage,
    Person,
    Target,
    Task,
)
from yanzhen.reading.reader import MOST_CHARACTERS, read

__all__ = [
    "HIGH",
    "KINDS",
    "LOW",
    "MEDIUM",
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "NO_NAMES",
    "Anomaly",
    "Article",
    "Block",
    "Dateline",
    "Event",
    "Item",
    "Lexicon",
    "Mechanism",
    "NamedList",
    "Organisation",
    "Page",
    "Part",
    "Passage",
    "Person",
    "Source",
    "Target",
    "Task",
    "Tenure",
    "read",
    "read_file",
]
