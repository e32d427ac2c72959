"""The REST endpoints: they read a body, call one function of the workflow and answer."""

from api.routes import classifications, decisions, health, models, policies, registry, sessions

ROUTERS = (
    health.router,
    sessions.router,
    classifications.router,
    decisions.router,
    registry.router,
    policies.router,
    models.router,
)

__all__ = ["ROUTERS"]
