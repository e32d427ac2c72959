"""Every setting of the service, read from `UPPSIKT_` variables in this one place."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.auth.principal import ROLES


def _sqlite_in(data: dict[str, Any]) -> str:
    return f"sqlite:///{data['folder'] / 'uppsikt.db'}"


def _evidence_in(data: dict[str, Any]) -> Path:
    return Path(data["folder"]) / "evidence"


def _models_in(data: dict[str, Any]) -> Path:
    return Path(data["folder"]) / "models"


def _signing_key_in(data: dict[str, Any]) -> Path:
    return Path(data["folder"]) / "registry.key"


class Settings(BaseSettings):
    """What an operator may set; the defaults serve one machine from its checkout."""

    model_config = SettingsConfigDict(env_prefix="UPPSIKT_", frozen=True)

    host: Annotated[str, Field(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="TCP port to listen on")] = 8000
    folder: Annotated[Path, Field(description="Where the service keeps its own files")] = Path(
        "var"
    )
    database_url: str = Field(
        default_factory=_sqlite_in,
        description="SQLAlchemy URL; SQLite in the folder, or postgresql+psycopg://…",
    )
    evidence_folder: Path = Field(
        default_factory=_evidence_in, description="Content-addressed store of preserved comments"
    )
    evidence_url: Annotated[
        str | None,
        Field(description="Another store, such as s3://bucket/prefix; the folder when unset"),
    ] = None
    max_screenshot: Annotated[
        int, Field(ge=1024, description="Largest screenshot, bytes; max_body holds too")
    ] = 5 * 2**20
    signing_key: Path = Field(
        default_factory=_signing_key_in,
        description="Private key that signs the registry's heads; made at first use",
    )
    diary_prefix: Annotated[
        str,
        Field(min_length=1, max_length=20, description="Begins every diarienummer that we give"),
    ] = "SM"
    smtp_url: Annotated[
        str | None,
        Field(description="smtp://user:password@host:587 (STARTTLS) or smtps://…, for handovers"),
    ] = None
    mail_from: Annotated[
        str | None, Field(description="Sender of handovers and alerts by e-mail")
    ] = None
    alert_url: Annotated[
        str | None, Field(description="Webhook that is told of what is urgent, without its words")
    ] = None
    alert_email: Annotated[
        str | None, Field(description="Addresses, with commas, that are told the same by e-mail")
    ] = None
    bundle: Annotated[
        Path | None, Field(description="Model bundle, held to; unset: what is promoted")
    ] = None
    models: Path = Field(
        default_factory=_models_in,
        description="Store of promoted bundles, watched; the shipped bundle until one is promoted",
    )
    challenger: Annotated[
        Path | None, Field(description="Bundle that reads along in shadow and is never acted on")
    ] = None
    profiles: Annotated[
        Path | None, Field(description="Folder of policy profiles; the shipped ones")
    ] = None
    max_body: Annotated[int, Field(ge=1024, description="Largest request body, bytes")] = 8 * 2**20
    max_text: Annotated[int, Field(ge=1, description="Longest comment, characters")] = 2**20
    max_batch: Annotated[
        int, Field(ge=1, description="Most texts in one classification request")
    ] = 256
    reason_length: Annotated[
        int, Field(ge=10, description="Fewest non-space characters of a reviewer's reason")
    ] = 10
    claim_minutes: Annotated[int, Field(ge=1, description="How long a claim holds")] = 15
    session_hours: Annotated[int, Field(ge=1, description="How long a sign-in holds")] = 12
    busy_seconds: Annotated[
        float, Field(gt=0, description="How long to wait for a locked database")
    ] = 10.0
    secure_cookies: Annotated[
        bool, Field(description="Mark cookies Secure: set it behind HTTPS")
    ] = False
    totp: Annotated[
        Literal["required", "optional"],
        Field(description="Whether whoever signs in with a password must also give a code"),
    ] = "required"
    public_url: Annotated[
        str | None,
        Field(description="How browsers reach the service, such as https://uppsikt.example.se"),
    ] = None
    oidc_issuer: Annotated[
        str | None, Field(description="Issuer of an OpenID Connect provider to sign in with")
    ] = None
    oidc_client_id: Annotated[str, Field(description="Our name at the provider")] = ""
    oidc_client_secret: Annotated[
        str | None, Field(description="Our secret at the provider; unset for a public client")
    ] = None
    oidc_name: Annotated[str, Field(description="What the sign-in page calls the provider")] = (
        "kommunens inloggning"
    )
    oidc_scope: Annotated[str, Field(description="What is asked for, separated by spaces")] = (
        "openid profile email"
    )
    oidc_roles_claim: Annotated[
        str,
        Field(
            description="Claim that holds roles, dots for levels; empty: administrators give them"
        ),
    ] = "roles"
    oidc_roles: Annotated[
        dict[str, str],
        Field(description="JSON from the claim's values to roles; empty: they are our own names"),
    ] = {}
    log_level: Annotated[str, Field(description="Least severe log line that is written")] = "INFO"

    @field_validator("oidc_roles")
    @classmethod
    def _known_roles(cls, value: dict[str, str]) -> dict[str, str]:
        if not set(value.values()) <= set(ROLES):
            raise ValueError(f"roles are {', '.join(ROLES)}")
        return value

    @model_validator(mode="after")
    def _mailed_alerts(self) -> Self:
        if self.alert_email and not (self.smtp_url and self.mail_from):
            needed = "UPPSIKT_SMTP_URL and UPPSIKT_MAIL_FROM"
            raise ValueError(f"UPPSIKT_ALERT_EMAIL also needs {needed}")
        return self

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("UPPSIKT_OIDC_ISSUER also needs UPPSIKT_OIDC_CLIENT_ID")
        return self


def load_secret(settings: Settings) -> bytes:
    """The 32 bytes that hash keys and sessions, made at first use with mode 0600 in `folder`."""
    return _kept(settings.folder / "secret.key")


def load_signing_seed(settings: Settings) -> bytes:
    """The 32 bytes of the key that signs the registry's heads, made at first use, mode 0600."""
    return _kept(settings.signing_key)


def _kept(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        waiting = path.with_name(f".{secrets.token_hex(8)}")
        handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # A link takes the name whole or not at all: of two services that start, one makes it.
        with contextlib.suppress(FileExistsError):
            os.link(waiting, path)
        waiting.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii"))
