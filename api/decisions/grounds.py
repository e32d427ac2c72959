"""The grounds a reviewer may choose: the profile's own, and those for doing nothing."""

from __future__ import annotations

from collections.abc import Iterable

from api.decisions.lookup import outcome_of
from api.desk import Desk
from api.errors import invalid
from api.language import N_, _
from api.tables import Version
from model.policy import Ground, MatchedRule, Outcome, Profile
from model.policy.profile import LegalBasis
from model.policy.rule import CHILD_ABUSE_GROUND

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
    _nothing("ingen-overtradelse", N_("Inlägget bryter inte mot reglerna")),
    _nothing("felaktigt-forslag", N_("Förslaget bygger på en felaktig bedömning")),
)
"""Grounds that every profile offers a reviewer who dismisses a suggestion."""


def grounds_of(profile: Profile) -> tuple[Ground, ...]:
    """Every ground that a reviewer may choose under a profile."""
    return (*profile.grounds, *DISMISSALS)


def grounds_under(desk: Desk, version: Version) -> tuple[Ground, ...]:
    """Every ground that a reviewer of the version may choose.

    Where its profile has been taken away since: the rules as they were logged when it was judged,
    and what every profile offers.
    """
    profile = desk.profiles.get(version.profile)
    if profile is not None:
        return grounds_of(profile)
    return (*_logged(outcome_of(version)), CHILD_ABUSE_GROUND, *DISMISSALS)


def ground_of(grounds: Iterable[Ground], key: str) -> Ground:
    """The ground with that key. Raises InvalidError."""
    known = {ground.key: ground for ground in grounds}
    if key not in known:
        raise invalid(
            "/ground",
            _(
                "Profilen har ingen grund ”%(key)s”. Välj bland %(known)s.",
                key=key,
                known=", ".join(known),
            ),
        )
    return known[key]


def _logged(outcome: Outcome) -> Iterable[Ground]:
    return (_as_ground(rule, outcome) for rule in outcome.rules)


def _as_ground(rule: MatchedRule, outcome: Outcome) -> Ground:
    asked = tuple(one.action for one in outcome.actions if rule.id in one.rules)
    return Ground(
        key=rule.id,
        title=rule.title,
        legal_basis=rule.legal_basis,
        actions=asked or ("none",),  # its own gave way to what other rules asked for
        quote=rule.quote,
        source=rule.source,
    )
