"""Keys of tools, for who administers them: made, shown once, revoked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.auth.keys import add_key, list_keys, revoke_key
from api.auth.principal import ADMINISTER, SCOPES
from api.channels import list_channels
from api.errors import ApiError, InvalidError, invalid
from api.language import _
from api.review.pages import go, page
from api.review.users import errors_of
from api.review.visit import Visit, require, require_form

router = APIRouter(prefix="/nycklar", include_in_schema=False)

AtKeys = Annotated[Visit, Depends(require(ADMINISTER))]
AtKeysForm = Annotated[Visit, Depends(require_form(ADMINISTER))]


@router.get("")
def get_keys(here: AtKeys, klart: str = "") -> Response:
    """Every key, and the form for another."""
    return _keys(here, done=_("Nyckeln är återkallad.") if klart else None)


@router.post("")
def post_key(
    here: AtKeysForm,
    name: Annotated[str, Form(max_length=400)] = "",
    scopes: Annotated[list[str], Form(max_length=40)] = [],  # noqa: B006  (FastAPI copies it)
    channel: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make a key and show it, this once."""
    form = {"name": name, "scopes": scopes, "channel": channel}
    try:
        if not scopes:
            raise invalid("/scopes", _("Välj minst en sak som verktyget får göra."))
        with here.desk.database.writing() as session:
            token = add_key(
                session,
                here.desk,
                name=name,
                scopes=scopes,
                channel=channel or None,
                actor=here.actor,
            )
    except InvalidError as error:
        return _keys(here, form=form, error=error)
    fresh = {
        "title": _("Nyckeln visas bara nu."),
        "tell": _("Lägg in den i verktyget. Tappas den bort, återkalla den och gör en ny."),
        "secret": token,
    }
    return _keys(here, fresh=fresh)


@router.post("/{key_id}/aterkalla")
def post_revocation(key_id: str, here: AtKeysForm) -> Response:
    """End a key at once."""
    with here.desk.database.writing() as session:
        revoke_key(session, here.desk, key_id, here.actor)
    return go("/nycklar", klart="ja")


def _keys(
    here: Visit,
    *,
    form: dict[str, Any] | None = None,
    error: ApiError | None = None,
    fresh: dict[str, str] | None = None,
    done: str | None = None,
) -> Response:
    return page(
        here,
        "nycklar.html",
        status=error.status if error else 200,
        keys=list_keys(here.desk, here.actor),
        scopes=SCOPES,
        channels=list_channels(here.desk),
        form=form or {"name": "", "scopes": [], "channel": ""},
        errors=errors_of(error, "name"),
        fresh=fresh,
        done=done,
    )
