"""What was handed in and how it reads (uploads, faults), what was accepted (batches), whether it stands (standings).

Uploads change until they are accepted or set aside. Batches and standings only grow: the database refuses anything else.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.errors import SiteError

WAITING, READING, READ, REFUSED, ACCEPTED, ASIDE = "waiting", "reading", "read", "refused", "accepted", "aside"
STATES = {
    WAITING: _("排队等着读"),
    READING: _("正在读"),
    READ: _("试读完，还没有入库"),
    REFUSED: _("读不了"),
    ACCEPTED: _("已接收"),
    ASIDE: _("已放弃"),
}
BAD, ASKED = "bad", "asked"
LEVELS = {BAD: _("不接收"), ASKED: _("接收但提醒")}


def never(*_args: object, **_words: object) -> NoReturn:
    """What was accepted is superseded or withdrawn by a record, never changed or taken away."""
    raise SiteError("批次和撤回记录只增不改", code="YZ-S70", hint="要更正就再送一批，或撤回这一批")


class OnlyGrowing(models.QuerySet):
    """Rows that can be read and added."""

    update = delete = bulk_update = update_or_create = never


class Grows(models.Model):
    """A row that is written once."""

    objects = OnlyGrowing.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **words: Any) -> None:
        """A new row is written; a known one is refused."""
        if not self._state.adding:
            never()
        super().save(force_insert=True)

    delete = never


class Batch(Grows):
    """One accepted delivery. `unit` is the path of the unit that delivered, `area` of what it answers for; `file` lies in the facts."""

    digest = models.CharField(max_length=64, unique=True)
    register = models.CharField(max_length=100, db_index=True)
    covers = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    known = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    unit = models.CharField(max_length=400)
    unit_name = models.CharField(max_length=100)
    area = models.CharField(max_length=400)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.register} {self.digest[:16]}"

    @property
    def periods(self) -> list[str]:
        """The periods it answers for, without the mark of undated columns."""
        return [text for text in self.covers if text]


class Standing(Grows):
    """A record that a batch was withdrawn, or that the withdrawal was undone; the latest one counts."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="standings")
    withdrawn = models.BooleanField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.batch_id} {'withdrawn' if self.withdrawn else 'restored'}"


class Upload(models.Model):
    """One file handed in, by which post, for what; and what came of the dry run. `key` makes a second press the same upload.

    `stored` is its random name on disk. `claim` and `beat` say which worker reads it and when it was last alive; `draft` is the
    digest of the delivery as read, which lies beside the file until it is accepted.
    """

    key = models.CharField(max_length=40, unique=True)
    stored = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    register = models.CharField(max_length=100)
    period = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200, blank=True)
    known = models.DateField()
    unit = models.CharField(max_length=400)
    unit_name = models.CharField(max_length=100)
    reach = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING, db_index=True)
    version = models.PositiveIntegerField(default=1)
    claim = models.CharField(max_length=40, blank=True)
    beat = models.DateTimeField(null=True)
    began = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    bad_cells = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    sheet = models.CharField(max_length=100, blank=True)
    understood = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    clashes = models.JSONField(default=list)
    error = models.TextField(blank=True)
    draft = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="uploads")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @property
    def refused_only(self) -> bool:
        """Whether nothing of the file can be accepted."""
        return self.state == READ and not self.draft


class Fault(models.Model):
    """A cell that is not accepted, or one that is asked about; `around` is the piece of the sheet it stands in."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="faults")
    at = models.PositiveIntegerField()
    level = models.CharField(max_length=5, choices=LEVELS)
    kind = models.CharField(max_length=10)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=5, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=100, blank=True)
    why = models.TextField()
    fix = models.TextField(blank=True)
    around = models.JSONField(default=dict)

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("upload", "at"), name="one_fault_a_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.why}"

    @property
    def place(self) -> str:
        """The cell as spreadsheets name it; the row, or the sheet, where there is no column or row."""
        cell = f"{self.column}{self.row}" if self.row else self.column
        return "!".join(part for part in (self.sheet, cell) if part)
