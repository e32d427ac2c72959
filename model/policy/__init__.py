"""Policy: a municipality's own rules as data, and what they suggest for one comment."""

from __future__ import annotations

from model.policy.actions import ACTIONS, Action
from model.policy.context import Context
from model.policy.drafts import Draft, Occasion, write_drafts
from model.policy.engine import decide
from model.policy.escalations import Escalation, escalation
from model.policy.loader import PROFILES, load_profile, load_profiles
from model.policy.outcome import MatchedRule, Outcome, SuggestedAction
from model.policy.profile import Ground, Profile, Rule, profile_schema

__all__ = [
    "ACTIONS",
    "PROFILES",
    "Action",
    "Context",
    "Draft",
    "Escalation",
    "Ground",
    "MatchedRule",
    "Occasion",
    "Outcome",
    "Profile",
    "Rule",
    "SuggestedAction",
    "decide",
    "escalation",
    "load_profile",
    "load_profiles",
    "profile_schema",
    "write_drafts",
]
