"""The grounds a reviewer may choose: the profile's own, and those for doing nothing."""

from __future__ import annotations

from api.errors import invalid
from model.policy import Ground, Profile
from model.policy.profile import LegalBasis

_EXPRESSION = LegalBasis(kind="lag", reference="Regeringsformen 2 kap. 1 § (yttrandefrihet)")


def _nothing(key: str, title: str) -> Ground:
    return Ground(
        key=key,
        title=title,
        legal_basis=_EXPRESSION,
        actions=("none",),
        quote="Var och en är gentemot det allmänna tillförsäkrad yttrandefrihet",
        source="Regeringsformen 2 kap. 1 §",
    )


DISMISSALS = (
    _nothing("ingen-overtradelse", "Inlägget bryter inte mot reglerna"),
    _nothing("felaktigt-forslag", "Förslaget bygger på en felaktig bedömning"),
)
"""Grounds that every profile offers a reviewer who dismisses a suggestion."""


def grounds_of(profile: Profile) -> tuple[Ground, ...]:
    """Every ground that a reviewer may choose under a profile."""
    return (*profile.grounds, *DISMISSALS)


def ground_of(profile: Profile, key: str) -> Ground:
    """The ground with that key. Raises InvalidError."""
    for ground in grounds_of(profile):
        if ground.key == key:
            return ground
    known = ", ".join(ground.key for ground in grounds_of(profile))
    raise invalid("/ground", f"Profilen har ingen grund ”{key}”. Välj bland {known}.")
