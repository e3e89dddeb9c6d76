"""The `yanzhen` command: it reads arguments, calls the rooms below and shows what they answer. It decides nothing itself.

One module a verb, named for it (`line.py` lists them); the others are what the verbs write and show with.
"""

from yanzhen.command.line import app, main

__all__ = ["app", "main"]
