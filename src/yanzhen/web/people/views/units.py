"""The tree of units, a unit with its posts, a post with who answers for it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.people import queries
from yanzhen.web.people.actions import posts as post_actions
from yanzhen.web.people.actions import units as unit_actions
from yanzhen.web.people.forms import HolderForm, PostForm, RolesForm, UnitForm
from yanzhen.web.people.models import Post, Unit
from yanzhen.web.people.roles import roles
from yanzhen.web.people.views.telling import tell, telling


@require_safe
@needs("see_people")
def index(request: HttpRequest) -> HttpResponse:
    """The tree, with the person's own unit open."""
    return _show(request, queries.units(request.person).filter(path=request.person.unit).first())


@require_safe
@needs("see_people")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The tree with one unit open."""
    return _show(request, _unit(request, code))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("shape_units")
def add_unit(request: HttpRequest, code: str) -> HttpResponse:
    """A form for a unit below this one."""
    above = _unit(request, code)
    form = UnitForm(above, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = unit_actions.add_unit(request.person, above, **form.cleaned_data)
        except (SiteError, ValidationError) as error:
            tell(form, error)
        else:
            messages.success(request, _("已设立%(name)s") % {"name": made.name})
            return redirect("people:unit", made.code)
    return render(
        request, "people/form.html", {"form": form, "title": _("设立下级单位"), "unit": above, "verb": _("设立")}
    )


@require_POST
@needs("shape_units")
@telling("people:unit", "code")
def close_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The unit was closed or opened."""
    found = _unit(request, code)
    unit_actions.close_unit(request.person, found, request.POST.get("closed") == "1")
    messages.success(request, _("已停用") if found.closed else _("已恢复"))
    return redirect("people:unit", code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("shape_units")
def add_post(request: HttpRequest, code: str) -> HttpResponse:
    """A form for a post of this unit."""
    found = _unit(request, code)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = post_actions.add_post(request.person, found, form.cleaned_data["title"], form.cleaned_data["roles"])
        except SiteError as error:
            tell(form, error)
        else:
            messages.success(request, _("已设立岗位%(name)s") % {"name": made.title})
            return redirect("people:post", made.id)
    return render(request, "people/form.html", {"form": form, "title": _("设立岗位"), "unit": found, "verb": _("设立")})


@require_safe
@needs("see_people")
def post(request: HttpRequest, number: int) -> HttpResponse:
    """A post: its roles, who holds it, who answers for it today."""
    found = _post(request, number)
    holders = queries.accounts(request.person).filter(is_active=True, firm=None)
    context = {
        "post": found,
        "answer": queries.answerable(found, timezone.localdate()),
        "roles": [roles()[name] for name in found.roles if name in roles()],
        "roles_form": RolesForm(initial={"roles": found.roles, "version": found.version}),
        "holder_form": HolderForm(holders, initial={"holder": found.holder, "version": found.version}),
        "absences": found.absences.select_related("deputy")[:10],
    }
    return render(request, "people/post.html", context)


@require_POST
@needs("shape_units")
@telling("people:post", "number")
def set_roles(request: HttpRequest, number: int) -> HttpResponse:
    """The post has the roles chosen."""
    found = _post(request, number)
    form = RolesForm(request.POST)
    if form.is_valid():
        post_actions.set_roles(request.person, found, form.cleaned_data["version"], form.cleaned_data["roles"])
        messages.success(request, _("角色已调整"))
    return redirect("people:post", number)


@require_POST
@needs("fill_posts")
@telling("people:post", "number")
def fill(request: HttpRequest, number: int) -> HttpResponse:
    """The post has the holder chosen."""
    found = _post(request, number)
    form = HolderForm(queries.accounts(request.person).filter(is_active=True, firm=None), request.POST)
    if not form.is_valid():
        raise SiteError(_("担任人不在您管的账号里"), code="YZ-S31", hint=_("从列出的账号里选"))
    post_actions.fill_post(request.person, found, form.cleaned_data["version"], form.cleaned_data["holder"])
    messages.success(request, _("担任人已更新"))
    return redirect("people:post", number)


@require_POST
@needs("shape_units")
@telling("people:post", "number")
def close_post(request: HttpRequest, number: int) -> HttpResponse:
    """The post was closed or opened."""
    found = _post(request, number)
    form = RolesForm(request.POST)
    version = form["version"].value()
    closed = request.POST.get("closed") == "1"
    post_actions.close_post(request.person, found, int(version) if str(version).isdigit() else 0, closed)
    messages.success(request, _("已停用") if closed else _("已恢复"))
    return redirect("people:post", number)


def _unit(request: HttpRequest, code: str) -> Unit:
    return get_object_or_404(queries.units(request.person), code=code)


def _post(request: HttpRequest, number: int) -> Post:
    return get_object_or_404(queries.posts(request.person), pk=number)


def _show(request: HttpRequest, found: Unit | None) -> HttpResponse:
    day = timezone.localdate()
    posts = queries.posts(request.person).filter(unit=found) if found else Post.objects.none()
    told = [{"post": one, "answer": queries.answerable(one, day), "roles": _titles(one)} for one in posts]
    context = {"tree": queries.tree(request.person), "unit": found, "posts": told}
    return render(request, "people/units.html", context)


def _titles(one: Post) -> str:
    return "、".join(str(roles()[name]) for name in one.roles if name in roles())
