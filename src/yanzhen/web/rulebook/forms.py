"""What readers may ask for, and what officers fill in beside the text itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.fields import DayInput
from yanzhen.web.rulebook.book import Book
from yanzhen.web.rulebook.finding import ANYWHERE, SORTS, Asked, choices, industries
from yanzhen.web.rulebook.wording import NATURES

SLUG = RegexValidator(r"\A[\w-]{1,60}\Z", _("只能有字母、数字、汉字和 -"))


class AskForm(forms.Form):
    """Words, department, place, nature, industry, least amount, day; all may be left out."""

    words = forms.CharField(label=_("词"), required=False, max_length=80)
    department = forms.ChoiceField(label=_("部门"), required=False)
    place = forms.ChoiceField(label=_("地方"), required=False)
    nature = forms.ChoiceField(label=_("给什么"), required=False)
    industry = forms.ChoiceField(label=_("行业"), required=False)
    least = forms.DecimalField(
        label=_("至少 万元"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    on = forms.DateField(label=_("哪天有效"), required=False, widget=DayInput)

    def __init__(self, book: Book, *args: object, **words: object) -> None:
        super().__init__(*args, **words)
        there = choices(book)
        self.fields["department"].choices = [("", _("全部")), *((one, one) for one in there["department"])]
        self.fields["place"].choices = [
            ("", _("全部")), (ANYWHERE, _("不限地方")), *((one, one) for one in there["place"]),
        ]  # fmt: skip
        self.fields["nature"].choices = [("", _("全部")), *((one, NATURES[one]) for one in there["nature"])]
        self.fields["industry"].choices = [("", _("全部")), *((one, one) for one in industries(book))]

    def asked(self, sort: str) -> Asked:
        """What was asked; nothing in particular while the form is wrong, which the page then says."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        least = None if given["least"] is None else Fraction(given["least"]) * 10_000
        return Asked(
            given["words"], given["department"], given["place"], given["nature"], given["industry"], least,
            given["on"], sort if sort in SORTS else "",
        )  # fmt: skip


class BeginForm(forms.Form):
    """A new file of a policy: clauses or cases under a name."""

    policy = forms.ChoiceField(label=_("政策"))
    kind = forms.ChoiceField(label=_("写什么"), choices=[("clauses", _("条款")), ("cases", _("案例"))])
    name = forms.CharField(label=_("文件名"), max_length=60, validators=[SLUG], help_text=_("如 技改贴息，不写后缀"))

    def __init__(self, book: Book, *args: object, **words: object) -> None:
        super().__init__(*args, **words)
        own = {one.policy.id: one.policy.title for one in book.view.own}
        self.fields["policy"].choices = [(name.split("/")[1], title) for name, title in own.items()]

    def path(self) -> str:
        """The file's path in the pack."""
        given = self.cleaned_data
        return f"policies/{given['policy']}/{given['kind']}/{given['name']}.yaml"


class FirmForm(forms.Form):
    """A firm to try a draft on, and the year."""

    subject = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    year = forms.IntegerField(label=_("所属期"), min_value=1990, max_value=2199)
    on = forms.DateField(label=_("基准日"), widget=DayInput)


class TrialForm(forms.Form):
    """The year and the day of a trial on the whole city."""

    year = forms.IntegerField(label=_("所属期"), min_value=1990, max_value=2199)
    on = forms.DateField(label=_("基准日"), widget=DayInput)


class PublishForm(forms.Form):
    """From which day the draft is in force."""

    start = forms.DateField(label=_("生效日"), widget=DayInput)


class TokenForm(forms.Form):
    """A key: for which unit, and what it is for."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=None)
    name = forms.CharField(label=_("用途"), max_length=60)

    def __init__(self, units: object, *args: object, **words: object) -> None:
        super().__init__(*args, **words)
        self.fields["unit"].queryset = units
