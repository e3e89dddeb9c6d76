"""Forms of people. They check shapes; what may be done is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yanzhen.registers import checks
from yanzhen.web.frame.fields import DayInput
from yanzhen.web.people.models import BELOW, KINDS, Account, Post, Unit
from yanzhen.web.people.roles import roles

SECRET = {"autocomplete": "current-password"}
NEW_SECRET = {"autocomplete": "new-password"}


class SignInForm(AuthenticationForm):
    """Name and password, for staff and for users of firms alike."""

    error_messages = {
        "invalid_login": _("账号或密码不对。请核对大小写。"),
        "inactive": _("账号或密码不对。请核对大小写。"),
    }

    def __init__(self, request: Any = None, *args: Any, **words: Any) -> None:
        super().__init__(request, *args, **words)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(label=_("现在的密码"), widget=forms.PasswordInput(attrs=SECRET))
    new = forms.CharField(
        label=_("新密码"),
        widget=forms.PasswordInput(attrs=NEW_SECRET),
        help_text=_("至少 10 位，字母和数字都要有，不要用姓名、账号或常见的密码。"),
    )
    again = forms.CharField(label=_("再写一遍新密码"), widget=forms.PasswordInput(attrs=NEW_SECRET))

    def __init__(self, account: Account, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.account = account

    def clean_old(self) -> str:
        """It must be the present one."""
        if not self.account.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("和现在的密码不一样"))
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        """It must pass the rules, and be another one."""
        new = self.cleaned_data["new"]
        password_validation.validate_password(new, self.account)
        if self.account.check_password(new):
            raise ValidationError(_("新密码不能和现在的一样"))
        return new

    def clean_again(self) -> str:
        """It must be the new one."""
        if self.cleaned_data["again"] != self.cleaned_data.get("new", self.cleaned_data["again"]):
            raise ValidationError(_("两遍写的不一样"))
        return self.cleaned_data["again"]


def _role_choices() -> list[tuple[str, str]]:
    return [(role.name, str(role)) for role in roles().values() if role.posts]


class UnitForm(forms.Form):
    """A unit under another."""

    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.CharField(label=_("代码"), max_length=60, help_text=_("行政区划代码，或本单位自定的编号；以后不能改"))
    kind = forms.ChoiceField(label=_("种类"))

    def __init__(self, above: Unit, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["kind"].choices = [(kind, KINDS[kind]) for kind in BELOW[above.kind]]


class PostForm(forms.Form):
    """A post of a unit."""

    title = forms.CharField(label=_("岗位名称"), max_length=60)
    roles = forms.MultipleChoiceField(label=_("角色"), choices=_role_choices, widget=forms.CheckboxSelectMultiple)


class RolesForm(forms.Form):
    """The roles of a post, as of the version shown."""

    roles = forms.MultipleChoiceField(
        label=_("角色"), choices=_role_choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HolderForm(forms.Form):
    """Who holds a post, as of the version shown; nobody is an answer."""

    holder = forms.ModelChoiceField(Account.objects.none(), label=_("担任人"), required=False, empty_label=_("空缺"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, accounts: Any, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["holder"].queryset = accounts


class AccountForm(forms.Form):
    """A new account of staff."""

    username = forms.CharField(label=_("账号"), max_length=60, help_text=_("字母或数字开头；以后不能改"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    home = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"))

    def __init__(self, units: Any, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["home"].queryset = units


class FirmAccountForm(AccountForm):
    """A new account of a firm's user; the firm is registered with it when it is not known yet."""

    field_order = ("code", "firm_name", "home", "username", "name")
    code = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    firm_name = forms.CharField(label=_("企业名称"), max_length=200)

    def __init__(self, units: Any, *args: Any, **words: Any) -> None:
        super().__init__(units, *args, **words)
        self.fields["home"].label = _("所属县市区或园区")
        self.fields["name"].label = _("经办人姓名")

    def clean_code(self) -> str:
        """It must be a credit code, in its normal form."""
        code = checks.normal(self.cleaned_data["code"])
        wrong = checks.credit_code(code)
        if wrong and not wrong.warning:
            raise ValidationError(f"{wrong.why} {wrong.suggestion}".strip())
        return code


class AwayForm(forms.Form):
    """Who stands in on which post, and for how long."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("岗位"))
    deputy = forms.ModelChoiceField(Account.objects.none(), label=_("代办人"))
    first = forms.DateField(label=_("从"), widget=DayInput)
    last = forms.DateField(label=_("到（含当天）"), widget=DayInput)
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)

    def __init__(self, posts: Any, deputies: Any, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["post"].queryset = posts
        self.fields["deputy"].queryset = deputies

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("不能早于开始的那天"))
        return self.cleaned_data
