"""Units in a tree, posts in units, accounts on posts, firms by their credit code, and who stands in for whom."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

KINDS = {
    "city": _("市"),
    "county": _("县市区"),
    "park": _("园区"),
    "department": _("部门"),
    "township": _("乡镇街道"),
    "village": _("村社区"),
}
BELOW = {
    "": ("city",),
    "city": ("county", "park", "department"),
    "county": ("township", "park", "department"),
    "park": ("department",),
    "department": ("department",),
    "township": ("village", "department"),
    "village": (),
}
"""Which kinds of unit may stand under which."""


class Unit(models.Model):
    """One unit. `path` is its code behind those above it, `/city/county/`: whoever is below begins with it."""

    code = models.CharField(
        max_length=60, unique=True, validators=[RegexValidator(r"\A[\w-]+\Z", _("只能有字母、数字、汉字和 -"))]
    )
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=KINDS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    path = models.CharField(max_length=400, unique=True)
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(condition=Q(parent__isnull=False) | Q(kind="city"), name="only_a_city_stands_alone"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        """The path whose facts this unit sees: a department sees what its government governs, others what is below them."""
        return self.parent.reach if self.kind == "department" and self.parent else self.path


class Firm(models.Model):
    """A firm with an account, by its 统一社会信用代码; `unit` is the county or park it belongs to."""

    code = models.CharField(max_length=18, primary_key=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager):
    """Finds accounts; they are made by actions only."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name, however the letters are written."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who may sign in: staff through their posts, or a user of one firm. `home` is the unit that keeps the account."""

    username = models.CharField(
        _("账号"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"\A[A-Za-z0-9][\w.-]*\Z", _("字母或数字开头，只能有字母、数字、汉字和 . _ -"))],
    )
    name = models.CharField(_("姓名"), max_length=60)
    home = models.ForeignKey(Unit, models.PROTECT)
    firm = models.ForeignKey(Firm, models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=True)
    password_day = models.DateField(null=True)
    session = models.CharField(max_length=60, blank=True)

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class Post(models.Model):
    """A post of a unit: what it may do stands in its roles, whoever holds it. Without a holder it is vacant."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(_("岗位"), max_length=60)
    roles = models.JSONField(default=list)
    holder = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="posts")
    closed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("unit__path", "title")
        constraints = (models.UniqueConstraint(fields=("unit", "title"), name="one_title_a_unit"),)

    def __str__(self) -> str:
        return f"{self.unit.name} · {self.title}"


class Absence(models.Model):
    """Somebody stands in on a post from the first day to the last, both included, unless it was withdrawn."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Account, models.PROTECT, related_name="stands_in")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("-first", "-id")
        constraints = (models.CheckConstraint(condition=Q(last__gte=F("first")), name="ends_after_it_begins"),)

    def __str__(self) -> str:
        return f"{self.post} {self.first} – {self.last}"
