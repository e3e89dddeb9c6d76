"""What a person hands in and asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.reading import MOST_BYTES
from yanzhen.reading.proposals import Origin
from yanzhen.web.frame.fields import DayInput
from yanzhen.web.intake.actions.taking import Given
from yanzhen.web.intake.mechanisms import STATUSES, Asked
from yanzhen.web.intake.models import ANSWERS, PURPOSES


class UploadForm(forms.Form):
    """A document, what it is read for, and where it was printed when the document does not say so itself."""

    file = forms.FileField(
        label=_("文件"), max_length=200, help_text=_(".txt、.docx、带文字的 .pdf、存下的网页；最多 5 MB"),
        error_messages={"empty": _("文件是空的")},
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("读来做什么"), choices=PURPOSES.items(), initial="plan")
    title = forms.CharField(label=_("标题"), required=False, max_length=200, help_text=_("留空：用文中的"))
    issuer = forms.CharField(label=_("谁发的"), required=False, max_length=100)
    date = forms.DateField(label=_("哪天"), required=False, widget=DayInput)

    def clean_file(self) -> object:
        """The file, when it is not too large to be looked at."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("太大：最多 5 MB。分成几个文件，逐个读入"), code="large")
        return file

    def given(self) -> Given:
        """What was handed in."""
        told = self.cleaned_data
        day = told["date"]
        said = (told["title"], told["issuer"], day.isoformat() if day else "")
        origin = Origin(*said) if any(said) else None
        return Given(told["file"].name, told["file"].read(), told["purpose"], day.year if day else None, origin)


class AnswerForm(forms.Form):
    """An answer to one line; `edited` only when it was rewritten."""

    answer = forms.ChoiceField(choices=ANSWERS.items())
    seen = forms.IntegerField(min_value=0)
    edited = forms.CharField(required=False, max_length=20_000, strip=False)


class MechanismForm(forms.Form):
    """What a reader of the mechanisms asks for."""

    status = forms.ChoiceField(label=_("状态"), required=False, choices=())
    group = forms.ChoiceField(label=_("类别"), required=False, choices=())
    q = forms.CharField(label=_("机制、原文"), required=False, max_length=80)

    def __init__(self, groups: tuple[str, ...], *given: object) -> None:
        super().__init__(*given)
        self.fields["status"].choices = [("", _("全部")), *STATUSES.items()]
        self.fields["group"].choices = [("", _("全部")), *((group, group) for group in groups)]

    def asked(self) -> Asked:
        """What was asked; everything while the form is wrong, which the page then says."""
        if not self.is_valid():
            return Asked()
        return Asked(self.cleaned_data["status"], self.cleaned_data["group"], self.cleaned_data["q"].strip())
