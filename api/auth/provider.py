"""Sign-in by the municipality's own provider (OpenID Connect): code flow with PKCE, by Authlib."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError

from api.errors import UnauthenticatedError, UnavailableError
from api.language import _
from api.settings import Settings

_SECONDS = 10.0
_DISCOVERY = "/.well-known/openid-configuration"


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Client


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser is sent, and what must come back or be known when it returns."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One provider. Its metadata and keys are fetched at first use and then kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = settings.oidc_name

    def depart(self, back: str) -> Departure:
        """Begin a sign-in that returns to `back`. Raises UnavailableError."""
        try:
            made = self._client.create_authorization_url(back)
        except (httpx2.HTTPError, AuthlibBaseError, ValueError, RuntimeError) as error:
            raise self._away() from error
        return Departure(made["url"], made["state"], made["nonce"], made["code_verifier"])

    def arrive(self, back: str, departure: Departure, *, state: str, code: str) -> dict[str, Any]:
        """The claims of whoever returned, verified: signature, issuer, audience, time and nonce.

        Raises UnauthenticatedError for a return that does not belong to the departure or holds no
        valid token, UnavailableError.
        """
        if not code or not hmac.compare_digest(state.encode(), departure.state.encode()):
            raise UnauthenticatedError(_("Inloggningen hör inte ihop med den här webbläsaren."))
        try:
            token = self._client.fetch_access_token(
                redirect_uri=back, code=code, code_verifier=departure.verifier
            )
            claims = self._client.parse_id_token(
                token, nonce=departure.nonce, claims_options=self._expected()
            )
        except httpx2.HTTPError as error:
            raise self._away() from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
            raise UnauthenticatedError(
                _("Svaret från %(name)s godtogs inte.", name=self.name)
            ) from error
        if claims is None:
            raise UnauthenticatedError(_("%(name)s svarade inte vem du är.", name=self.name))
        return dict(claims)

    def farewell(self, back: str) -> str | None:
        """Where the browser ends its session at the provider; None where that is not offered."""
        try:
            if not self._client.load_server_metadata().get("end_session_endpoint"):
                return None
            url: str = self._client.create_logout_url(
                post_logout_redirect_uri=back, client_id=self.settings.oidc_client_id
            )["url"]
        except (httpx2.HTTPError, ValueError) as error:
            raise self._away() from error
        return url

    @cached_property
    def _client(self) -> Any:
        issuer = str(self.settings.oidc_issuer)
        return _Client(
            None,
            name="oidc",
            client_id=self.settings.oidc_client_id,
            client_secret=self.settings.oidc_client_secret,
            server_metadata_url=issuer.rstrip("/") + _DISCOVERY,
            client_kwargs={
                "scope": self.settings.oidc_scope,
                "code_challenge_method": "S256",
                "timeout": _SECONDS,
            },
        )

    def _expected(self) -> dict[str, Any]:
        issuer, audience = self.settings.oidc_issuer, self.settings.oidc_client_id
        return {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
        }

    def _away(self) -> UnavailableError:
        return UnavailableError(
            _("Det gick inte att nå %(name)s. Försök igen om en stund.", name=self.name)
        )
