"""One table: the versions of the working copy. The highest number is the one that counts."""

from __future__ import annotations

from django.db import models


class Version(models.Model):
    """A whole pack as it stood from then on. `folder` is its name in the data folder's packs/; `digest` that of its own files."""

    number = models.BigIntegerField(primary_key=True)
    folder = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    who = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.folder}"
