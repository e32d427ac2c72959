from __future__ import annotations

import dataclasses
import stat
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.auth.keys import revoke_key
from api.auth.passwords import hash_password, verify_password
from api.auth.principal import (
    ADMINISTER,
    READ,
    REVIEW,
    RIGHT_WORDS,
    ROLE_WORDS,
    ROLES,
    SCOPES,
    Principal,
)
from api.auth.sessions import authenticate, sign_out
from api.errors import ForbiddenError
from tests.service import PASSWORD, Service


def sign_in(service: Service, email: str = "karin@example.se", password: str = PASSWORD):
    return service.client.post("/v1/sessions", json={"email": email, "password": password})


def test_a_human_signs_in_and_out(service: Service):
    opened = sign_in(service, "Karin@Example.SE ")
    assert opened.status_code == 201
    assert opened.json()["user"]["name"] == "Karin"
    headers = {"Authorization": f"Bearer {opened.json()['token']}"}
    assert service.client.get("/v1/decisions", headers=headers).status_code == 200
    assert service.client.delete("/v1/sessions/current", headers=headers).status_code == 204
    assert service.client.get("/v1/decisions", headers=headers).status_code == 401


def test_a_wrong_password_and_an_unknown_address_look_the_same(service: Service):
    before = service.counts()
    wrong = sign_in(service, password="fel")
    unknown = sign_in(service, email="ingen@example.se")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    before["registry_entries"] += 2  # one each: an unknown address must not be told by its time
    assert service.counts() == before


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "å" * 1000])
def test_an_odd_password_is_only_wrong(service: Service, odd: str):
    body = {"email": odd[:300], "password": odd}
    assert service.post("/v1/sessions", body, {}).status_code == 401


def test_a_session_expires(service: Service):
    token = service.karin["Authorization"].removeprefix("Bearer ")
    assert authenticate(service.desk, token)
    hours = service.settings.session_hours
    later = dataclasses.replace(
        service.desk, now=lambda: service.desk.now() + timedelta(hours=hours)
    )
    assert authenticate(later, token) is None


def test_a_disabled_user_is_out_at_once(service: Service):
    with service.desk.database.writing() as session:
        session.execute(text("UPDATE users SET disabled_at = '2026-01-01 00:00:00'"))
    assert service.client.get("/v1/decisions", headers=service.karin).status_code == 401
    assert sign_in(service).status_code == 401


def test_a_revoked_key_is_out_at_once(service: Service):
    tool = service.principal(service.tool)
    with service.desk.database.writing() as session:
        revoke_key(session, service.desk, tool.id)
    assert service.client.get("/v1/decisions", headers=service.tool).status_code == 401


def test_a_key_has_no_session_to_end(service: Service):
    assert service.client.delete("/v1/sessions/current", headers=service.tool).status_code == 403
    with pytest.raises(ForbiddenError):
        sign_out(service.desk, service.principal(service.tool))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_it_says_and_no_more(service: Service, role: str):
    headers = service.human("någon", role)
    asked = {
        "read": service.client.get("/v1/policies", headers=headers),
        "classify": service.post("/v1/classifications", {"texts": ["hej"]}, headers),
        "registry": service.client.get("/v1/registry/verify", headers=headers),
        "submit": service.post(
            "/v1/decisions", {"channel": "nassjo", "comment_id": "1", "text": "hej"}, headers
        ),
    }
    for right, answer in asked.items():
        assert (answer.status_code != 403) == (right in ROLES[role]), right


def test_roles_have_separate_rights():
    table = {role: " ".join(sorted(rights)) for role, rights in ROLES.items()}
    assert table == {
        "reader": "read",
        "reviewer": "classify execute read review",
        "registrar": "read registry",
        "analyst": "classify read statistics training",
        "administrator": (
            "administer classify execute read registry review statistics submit training"
        ),
    }
    assert set(ROLE_WORDS) == set(ROLES)
    assert set(RIGHT_WORDS) == ROLES["administrator"]


def test_a_key_never_has_what_is_for_people():
    key = Principal("key", "k", "K", frozenset({READ, REVIEW, ADMINISTER}))
    assert key.may(READ)
    for right in (REVIEW, ADMINISTER):
        assert not key.may(right)
        with pytest.raises(ForbiddenError):
            key.need(right)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_may_do_what_its_scopes_say_and_no_more(service: Service, scope: str):
    headers = service.key(scope)
    may_read = service.client.get("/v1/policies", headers=headers).status_code == 200
    may_audit = service.client.get("/v1/registry/entries", headers=headers).status_code == 200
    assert (may_read, may_audit) == (scope == "read", scope == "registry")


def test_no_secret_stands_in_the_database(service: Service):
    sign_in(service)
    everything = service.settings.folder.joinpath("uppsikt.db").read_bytes()
    for wal in service.settings.folder.glob("uppsikt.db-*"):
        everything += wal.read_bytes()
    for headers in (service.tool, service.karin):
        secret = headers["Authorization"].removeprefix("Bearer uppsikt").lstrip("s_")
        assert secret.encode() not in everything
    assert PASSWORD.encode() not in everything
    assert b"$argon2id$" in everything


def test_the_installation_s_secret_is_readable_by_its_owner_only(service: Service):
    mode = (service.settings.folder / "secret.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_password_is_hashed_with_argon2id_and_its_own_salt():
    first, second = hash_password("a"), hash_password("a")
    assert first != second
    assert first.startswith("$argon2id$")
    assert verify_password(first, "a")
    assert not verify_password(first, "b")
    assert not verify_password("broken", "a")
    assert not verify_password(None, "ingen")


def test_sign_in_stands_in_the_registry_without_an_address(service: Service):
    sign_in(service)
    lines = service.client.get("/v1/registry/export", headers=service.tool).text
    assert "session.opened" in lines
    assert "karin" not in lines.casefold()
