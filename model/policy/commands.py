"""What the command line does with profiles."""

from __future__ import annotations

from pathlib import Path

from model.errors import ProfileError
from model.policy.examples import broken_promises
from model.policy.loader import load_profile


def check(path: Path) -> str:
    """One line on a profile that may be used; ProfileError where it, or one of its examples, fails."""
    profile = load_profile(path)
    broken = list(broken_promises(profile))
    if broken:
        raise ProfileError("\n".join(f"{path}, {line}" for line in broken))
    return (
        f"{path}: {profile.name}, version {profile.version}, {len(profile.rules)} regler, "
        f"{len(profile.examples)} exempel, {profile.hash[:12]}"
    )
