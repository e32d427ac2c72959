"""The application: routes behind the gate, one error shape, one log line a request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware

from api import problems
from api.alerts import alerting
from api.auth.gate import Gate
from api.desk import Classifier, Desk, open_desk
from api.logs import RequestLog
from api.models import following
from api.responses import PROBLEM_SCHEMA, ExactJson
from api.responses import problems as problems_of
from api.review import install
from api.routes import ROUTERS
from api.settings import Settings
from api.shadow import shadowing
from model.policy import Profile

_DESCRIPTION = (
    "Reads comments on Swedish municipalities' pages, suggests what their own rules say, lets a "
    "named human decide and keeps a record that can be verified. Send `Authorization: Bearer "
    "<key or session token>`. Every error is problem details (RFC 9457)."
)


def create_app(
    settings: Settings | None = None,
    *,
    classifier: Classifier | None = None,
    profiles: Mapping[str, Profile] | None = None,
) -> FastAPI:
    """The service on the given settings. Raises ModelError for a bad bundle or profile."""
    chosen = settings or Settings()
    desk = open_desk(chosen, classifier, profiles)
    app = FastAPI(
        title="Uppsikt",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
        default_response_class=ExactJson,
        lifespan=_lifespan,
        middleware=[Middleware(RequestLog), Middleware(Gate, desk=desk)],
    )
    app.state.desk = desk
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    install(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    with following(desk), shadowing(desk), alerting(desk):
        yield
    desk.runs.stop()
    desk.database.close()


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        for methods in schema["paths"].values():
            for described in methods.values():
                described["responses"].update(_own_problems(described["responses"]))
        problem = dict(PROBLEM_SCHEMA)
        schemas = schema["components"]["schemas"]
        schemas.update(problem.pop("$defs"), Problem=problem)
        schemas.pop("HTTPValidationError")
        schemas.pop("ValidationError")
        schema["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"bearer": []}]
        app.openapi_schema = schema
    return app.openapi_schema


def _own_problems(responses: dict[str, Any]) -> dict[str, Any]:
    # FastAPI describes a 422 of its own shape wherever there is a parameter.
    return {"422": problems_of(422)[422]} if "422" in responses else {}
