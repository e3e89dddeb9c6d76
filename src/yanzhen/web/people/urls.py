"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.people.views import accounts, away, signing, units

app_name = "people"

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("password/", signing.password, name="password"),
    path("people/", units.index, name="units"),
    path("people/units/<str:code>/", units.unit, name="unit"),
    path("people/units/<str:code>/add/", units.add_unit, name="add-unit"),
    path("people/units/<str:code>/close/", units.close_unit, name="close-unit"),
    path("people/units/<str:code>/posts/", units.add_post, name="add-post"),
    path("people/posts/<int:number>/", units.post, name="post"),
    path("people/posts/<int:number>/roles/", units.set_roles, name="post-roles"),
    path("people/posts/<int:number>/holder/", units.fill, name="post-holder"),
    path("people/posts/<int:number>/close/", units.close_post, name="close-post"),
    path("people/accounts/", accounts.index, name="accounts"),
    path("people/accounts/add/", accounts.add, name="add-account"),
    path("people/accounts/add-firm/", accounts.add_firm, name="add-firm"),
    path("people/accounts/<str:username>/", accounts.account, name="account"),
    path("people/accounts/<str:username>/reset/", accounts.reset, name="reset-account"),
    path("people/accounts/<str:username>/close/", accounts.close, name="close-account"),
    path("people/accounts/<str:username>/unlock/", accounts.unlock, name="unlock-account"),
    path("away/", away.index, name="away"),
    path("away/<int:number>/withdraw/", away.withdraw, name="withdraw"),
    path("my-firm/", accounts.my_firm, name="my-firm"),
]
