"""The REST endpoints: they read a body, call one function of the workflow and answer."""

from api.routes import (
    archive,
    classifications,
    decisions,
    gallring,
    health,
    models,
    policies,
    registry,
    sessions,
)

ROUTERS = (
    health.router,
    sessions.router,
    classifications.router,
    decisions.router,
    registry.router,
    archive.router,
    gallring.router,
    policies.router,
    models.router,
)

__all__ = ["ROUTERS"]
