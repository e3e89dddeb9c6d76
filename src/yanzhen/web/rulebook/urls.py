"""Addresses of the rulebook."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.rulebook.views import drafts, reading, tokens, trials

app_name = "rulebook"

urlpatterns = [
    path("", reading.clauses, name="clauses"),
    path("export/", reading.export, name="export"),
    path("document/<path:name>/", reading.policy, name="policy"),
    path("clause/<path:name>/", reading.clause, name="clause"),
    path("versions/<path:path>/", reading.versions, name="versions"),
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/begin/", drafts.begin, name="begin"),
    path("drafts/<int:number>/", drafts.draft, name="draft"),
    path("drafts/<int:number>/difference/", drafts.difference, name="difference"),
    path("drafts/<int:number>/files/", drafts.add_file, name="add-file"),
    path("drafts/<int:number>/files/<int:file>/save/", drafts.save, name="save"),
    path("drafts/<int:number>/files/<int:file>/rebase/", drafts.rebase, name="rebase"),
    path("drafts/<int:number>/send/", drafts.send, name="send"),
    path("drafts/<int:number>/drop/", drafts.drop, name="drop"),
    path("drafts/<int:number>/back/", drafts.send_back, name="send-back"),
    path("drafts/<int:number>/publish/", drafts.publish, name="publish"),
    path("drafts/<int:number>/firm/", trials.firm, name="firm"),
    path("drafts/<int:number>/trial/", trials.ask, name="try"),
    path("trials/<int:number>/", trials.trial, name="trial"),
    path("keys/", tokens.index, name="tokens"),
    path("keys/<int:number>/revoke/", tokens.revoke, name="revoke"),
]
