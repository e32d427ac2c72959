"""The administrators' pages, on the same workflow functions and sessions as the API."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.review import (
    account,
    appeals,
    bundles,
    chain,
    channels,
    diary,
    drafts,
    gallring,
    keys,
    languages,
    listing,
    live,
    operations,
    own,
    privacy,
    provider,
    queue,
    rules,
    search,
    several,
    signin,
    statistics,
    trials,
    undo,
    users,
    verdicts,
)
from api.review.pages import STATIC
from api.review.protection import SecurityHeaders, answer_people_in_html

PARTS = (
    signin,
    languages,
    provider,
    account,
    users,
    keys,
    channels,
    operations,
    live,
    several,
    queue,
    verdicts,
    drafts,
    undo,
    own,
    search,
    listing,
    privacy,
    chain,
    diary,
    gallring,
    appeals,
    statistics,
    rules,
    trials,
    bundles,
)
"""Modules of pages, each with its `router`."""


def install(app: FastAPI) -> None:
    """Add the pages to an application that has its API and its handlers of errors."""
    for part in PARTS:
        app.include_router(part.router)
    live.install_pulse(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SecurityHeaders)
    app.add_middleware(languages.Speaking)
    answer_people_in_html(app)
