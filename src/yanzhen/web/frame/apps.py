"""The frame as an application; it has no room of its own."""

from __future__ import annotations

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """The shell."""

    name = "yanzhen.web.frame"
    label = "frame"
