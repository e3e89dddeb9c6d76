"""统一身份认证: whoever the city's sign-in names comes in as the account of that name. Nobody is let in without an account here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from yanzhen.web.people.models import Account


class CityBackend(OIDCAuthenticationBackend):
    """Matches the claim the site was told (OIDC_CLAIM) with the account's name; makes and changes nothing."""

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[Account]:
        """The open account of that name, or none."""
        name = str(claims.get(settings.OPTIONS.oidc_claim) or "")
        return Account.objects.filter(username__iexact=name, is_active=True) if name else Account.objects.none()

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """The claim must be there."""
        return bool(claims.get(settings.OPTIONS.oidc_claim))

    def update_user(self, user: Account, claims: dict[str, Any]) -> Account:
        """The account stays as it is kept here."""
        return user
