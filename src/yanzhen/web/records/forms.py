"""What a clerk fills in: a file with its register and period, a reason, what to look for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.periods import Period, PeriodError
from yanzhen.web.frame.fields import DayInput
from yanzhen.web.frame.place import city
from yanzhen.web.records.queries import Asked
from yanzhen.web.records.showing import title


def registers() -> list[tuple[str, str]]:
    """The registers of the pack, as choices."""
    return [(name, title(one)) for name, one in city().vocabulary.registers.items()]


class PeriodField(forms.CharField):
    """A period as packs write it; empty where none is said."""

    def __init__(self, **words: Any) -> None:
        super().__init__(max_length=20, required=False, **words)

    def clean(self, value: Any) -> str:
        """The period's own spelling."""
        text = super().clean(value).strip().removesuffix("年")
        try:
            return str(Period.parse(text)) if text else ""
        except PeriodError:
            raise ValidationError(_("“%(text)s”不是期间，写作 2024、2024-Q3 或 2024-09") % {"text": text}) from None


class UploadForm(forms.Form):
    """A file for a register and a period. `key` makes a second press the same upload."""

    key = forms.CharField(min_length=16, max_length=40, widget=forms.HiddenInput)
    register = forms.ChoiceField(label=gettext_lazy("台账"))
    period = PeriodField(
        label=gettext_lazy("所属期"), help_text=gettext_lazy("2024、2024-Q3、2024-09；表里自己写明就不填")
    )
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("xlsx、ods、csv 或 parquet；工作簿不超过 20 MB")
    )
    source = forms.CharField(label=gettext_lazy("来源"), max_length=200, required=False)
    known = forms.DateField(label=gettext_lazy("获知日"), widget=DayInput)

    def __init__(self, *args: Any, **words: Any) -> None:
        initial = {"key": get_random_string(32), "known": timezone.localdate(), **(words.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **words)
        self.fields["register"].choices = registers()
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.ods,.csv,.parquet"

    def clean_known(self) -> Any:
        """A day that is not still to come."""
        day = self.cleaned_data["known"]
        if day > timezone.localdate():
            raise ValidationError(_("获知日不能在今天以后"))
        return day


class TemplateForm(forms.Form):
    """Which template: a register, a period, only the columns of the person's department."""

    register = forms.ChoiceField(label=gettext_lazy("台账"))
    period = PeriodField(label=gettext_lazy("所属期"))
    mine = forms.BooleanField(label=gettext_lazy("只要本部门提供的列"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, auto_id="template_%s", **words)
        self.fields["register"].choices = registers()


class AskForm(forms.Form):
    """Rows of a register: period, words, order."""

    period = PeriodField(label=gettext_lazy("所属期"))
    q = forms.CharField(label=gettext_lazy("编号或名称"), max_length=80, required=False)
    sort = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """What was asked; nothing in particular while the form is wrong, which the page then says."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        return Asked(given["period"], given["q"].strip(), given["sort"])


class BatchesForm(forms.Form):
    """Which batches."""

    register = forms.ChoiceField(label=gettext_lazy("台账"), required=False)
    period = PeriodField(label=gettext_lazy("所属期"))
    q = forms.CharField(label=gettext_lazy("来源、经手或摘要"), max_length=80, required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["register"].choices = [("", _("全部")), *registers()]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)
