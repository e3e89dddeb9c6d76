"""Editions that were published with the texts they changed, drafts being written, trials of drafts, tokens of the interface."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.web.people.models import Account, Unit

STATES = {
    "open": _("起草中"),
    "review": _("待复核"),
    "published": _("已发布"),
    "dropped": _("已放弃"),
}
TRIAL_STATES = {
    "waiting": _("排队中"),
    "running": _("试算中"),
    "done": _("算完了"),
    "held": _("超出合理区间，已拦下"),
    "failed": _("没有算成"),
}


class Draft(models.Model):
    """A change of one or more files of the pack, as text. `base` is the digest of the edition it was begun on."""

    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default="open")
    writers = models.JSONField(default=list)
    """Names of all accounts that changed a text of it or sent it: none of them may review it."""
    version = models.PositiveIntegerField(default=1)
    made = models.DateTimeField(auto_now_add=True)
    saved = models.DateTimeField(auto_now=True)
    said = models.TextField(blank=True)
    """What the reviewer wrote when it was sent back."""

    class Meta:
        ordering = ("-saved", "-id")

    def __str__(self) -> str:
        return self.title


class DraftFile(models.Model):
    """One file of a draft: its path in the pack, its text, and the text and digest it was begun on (empty: a new file)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    text = models.TextField()
    base_text = models.TextField(blank=True)
    base = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("draft", "path"), name="one_text_a_file"),)

    def __str__(self) -> str:
        return self.path


class Edition(models.Model):
    """A whole pack as published: `digest` names its folder. Number 0 is the pack the site was set up with. Never changed."""

    number = models.PositiveIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    start = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="edition")
    reviewer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


class Text(models.Model):
    """What an edition changed: one file, as it became. With edition 0 these rebuild every edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="texts")
    path = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField()

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("edition", "path"), name="one_text_an_edition"),)

    def __str__(self) -> str:
        return self.path


class Trial(models.Model):
    """What a draft would cost on the site's facts: `progress` in per cent, `result` plain data with money in fen."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="trials")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    year = models.CharField(max_length=10)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=TRIAL_STATES, default="waiting")
    progress = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.year} {self.state}"


class Token(models.Model):
    """A key of the interface for one unit. Only its digest is kept."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    revoked = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name
