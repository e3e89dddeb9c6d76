"""A policy document → articles → draft clauses, each phrase with its role and its quote: where writing a pack begins.

    split = split_document(text)          # articles with their phrases marked
    files = draft(split, "xx-2024")       # policy.yaml, clauses, relations: a pack's folder that a person goes on from

What a phrase asks stays in its own words, to be judged, until an officer writes it as a condition; figures are taken as
they stand. Nothing is decided and nothing is left out: a phrase that found no place in the draft is told in its `doubts`.
"""

from yanzhen.reading.splitting.drafts import draft
from yanzhen.reading.splitting.outline import Document, Section, split_document
from yanzhen.reading.splitting.phrases import ROLES, Phrase, phrases_of

__all__ = ["ROLES", "Document", "Phrase", "Section", "draft", "phrases_of", "split_document"]
