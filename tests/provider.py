"""A real OpenID Connect provider for tests: `oidc-provider-mock`, made to insist on PKCE.

Run as `python -m tests.provider PORT`. People are put in by `PUT /users/SUBJECT` with their claims.
"""

from __future__ import annotations

import sys

import oidc_provider_mock._app as provider
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from werkzeug.serving import run_simple


class Insisting(provider.AuthorizationCodeGrant):
    """Gives a code only against an S256 challenge, and a token only against its verifier."""

    challenges: dict[str, str] = {}  # noqa: RUF012  (of the process)

    def save_authorization_code(self, code, request):
        asked = provider.flask.request.values
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise InvalidRequestError("code_challenge missing")
        self.challenges[code] = asked["code_challenge"]
        super().save_authorization_code(code, request)

    def validate_token_request(self):
        super().validate_token_request()
        sent = provider.flask.request.form
        made = create_s256_code_challenge(sent.get("code_verifier", ""))
        if made != self.challenges.pop(sent["code"], None):
            raise InvalidGrantError("code_verifier wrong")


if __name__ == "__main__":
    provider.AuthorizationCodeGrant = Insisting
    run_simple("127.0.0.1", int(sys.argv[1]), provider.app(require_nonce=True), threaded=True)
