"""What a reader of the journal may ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.fields import DayInput
from yanzhen.web.journal.queries import Asked


class AskForm(forms.Form):
    """Person, thing, first and last day; all may be left out."""

    who = forms.CharField(label=_("谁"), required=False, max_length=100)
    thing = forms.CharField(label=_("什么"), required=False, max_length=100)
    first = forms.DateField(label=_("从"), required=False, widget=DayInput)
    last = forms.DateField(label=_("到"), required=False, widget=DayInput)

    def asked(self) -> Asked:
        """What was asked; nothing in particular while the form is wrong, which the page then says."""
        if not self.is_valid():
            return Asked()
        given = self.cleaned_data
        return Asked(given["who"], given["thing"], given["first"], given["last"])
