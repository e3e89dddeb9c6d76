"""Two tables: a sheet is one document that was read, a line is one thing proposed from it, with its answer."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.web.people.models import Unit

PLAN, POLICY = "plan", "policy"
PURPOSES = {PLAN: _("读进规划"), POLICY: _("拆成条款草稿")}
OPEN, YES, NO = "open", "yes", "no"
ANSWERS = {OPEN: _("未定"), YES: _("接受"), NO: _("不接受")}


class DocumentField(models.TextField):
    """A document of a pack with its keys in their order, the first of which says its kind; a database's own JSON sorts them."""

    def from_db_value(self, value: str, *_args: object) -> Any:
        """The document."""
        return json.loads(value)

    def get_prep_value(self, value: object) -> str:
        """Its text."""
        return json.dumps(value, ensure_ascii=False)


class Sheet(models.Model):
    """One document. `stored` is the random name its bytes are kept under, `digest` their SHA-256, `text` what was read of them.

    `marks` holds what else the reading says of places of the text: anomalies, articles, what a model pointed at. `compared` is
    the version of the working copy the lines were compared with; `written` the version they became, None while open.
    """

    purpose = models.CharField(max_length=10, choices=PURPOSES)
    name = models.CharField(max_length=200)
    stored = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    text = models.TextField()
    year = models.IntegerField(null=True, blank=True)
    marks = models.JSONField(default=dict)
    unit = models.ForeignKey(Unit, models.PROTECT)
    who = models.CharField(max_length=150)
    who_name = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    compared = models.BigIntegerField(default=0)
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=100, blank=True)
    written = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("digest", "purpose", "unit"), condition=Q(closed__isnull=True), name="one_open_sheet_a_document"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """One proposed document of the plan. `proposed` is as the page has it, `document` the same under the name
    it can bear beside the plan; `edited` the YAML a person wrote in its place, or empty.

    `start` and `end` are offsets into the sheet's text. `version` rises with each answer, so that a late one is noticed.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    proposed = DocumentField()
    document = DocumentField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    confidence = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12)
    against = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=5, choices=ANSWERS, default=OPEN)
    edited = models.TextField(blank=True)
    who = models.CharField(max_length=150, blank=True)
    who_name = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("sheet", "number"), name="one_line_a_number"),)

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number} {self.kind}"
