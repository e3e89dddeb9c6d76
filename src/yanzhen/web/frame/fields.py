"""Form fields as the look has them: label above, hint, error tied to the field."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    """A date, as 2025-10-23."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
