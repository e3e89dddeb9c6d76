"""Two tables: the entries, which only grow, and the head, which says where they end."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from yanzhen.errors import SiteError


def never(*_args: object, **_words: object) -> NoReturn:
    """Nothing of the journal is changed or taken away; the database refuses it as well."""
    raise SiteError("日志只增不改", code="YZ-S10", hint="写错了就再记一条说明")


class OnlyGrowing(models.QuerySet):
    """Entries can be read, and nothing else."""

    update = delete = bulk_create = bulk_update = update_or_create = get_or_create = create = never


class Entry(models.Model):
    """One thing done. `number` counts from 1 without gaps; `details` is JSON text, kept as written because it is hashed.

    `unit` is the path of the unit the person acted for, `area` the path of the unit the thing belongs to; both may be empty.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=150, db_index=True)
    name = models.CharField(max_length=100, blank=True)
    post = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=400, blank=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    thing = models.CharField(max_length=200, db_index=True)
    title = models.CharField(max_length=300, blank=True)
    area = models.CharField(max_length=400, blank=True)
    details = models.TextField(default="{}")
    previous = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)

    objects = OnlyGrowing.as_manager()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.who} {self.verb} {self.thing}"

    def save(self, *args: Any, **words: Any) -> None:
        """A new, already chained entry is written; a known one is refused."""
        if not self._state.adding or not self.digest:
            never()
        super().save(force_insert=True)

    delete = never


class Head(models.Model):
    """Where the chain ends: one row. `seal` is made with a key that is not in the database, so a cut or rebuilt chain shows."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=80, blank=True)
    seal = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_head"),)

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
