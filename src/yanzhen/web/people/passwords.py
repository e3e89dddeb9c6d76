"""What a password must have, and passwords made for somebody."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

CLEAR = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for each other."""


class MixedValidator:
    """A password has letters and digits, so that neither a date nor a word alone passes."""

    def validate(self, password: str, user: object = None) -> None:
        """Nothing, or a ValidationError that says what is lacking."""
        if not any(letter.isdigit() for letter in password) or not any(letter.isalpha() for letter in password):
            raise ValidationError(self.get_help_text(), code="not_mixed")

    def get_help_text(self) -> str:
        """The rule."""
        return _("既要有字母，也要有数字。")


def made_up() -> str:
    """A password nobody can guess, for one first sign-in; it passes every rule."""
    while True:
        found = get_random_string(14, CLEAR)
        if any(letter.isdigit() for letter in found) and any(letter.isalpha() for letter in found):
            return found
