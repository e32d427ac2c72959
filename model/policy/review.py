"""Review of a profile: whether it may be used, what is left to do, and what it says of a comment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from model.assessment import Assessment
from model.errors import ProfileError
from model.labels import HARMS
from model.policy.actions import ACTIONS
from model.policy.coverage import uncovered
from model.policy.examples import Assess, broken_promises
from model.policy.loader import load_profile
from model.policy.outcome import Outcome
from model.policy.profile import Profile
from model.policy.thresholds import asked_labels
from model.policy.watch import SWEDEN
from model.policy.words import BASIS_WORDS, LABEL_WORDS, listed, marked_words

_UNFILLED = "FYLL I"


def check(path: Path, assess: Assess | None = None) -> str:
    """One line on a profile that may be used; ProfileError where it, or one of its examples, fails.

    Examples without scores are run where `assess` can read them.
    """
    profile = load_profile(path)
    broken = list(broken_promises(profile, assess))
    if broken:
        raise ProfileError("\n".join(f"{path}, {line}" for line in broken))
    return (
        f"{path}: {profile.name}, version {profile.version}, {len(profile.rules)} regler, "
        f"{len(profile.examples)} exempel, {profile.hash[:12]}"
    )


def remarks(profile: Profile, text: str = "") -> Iterator[str]:
    """What works but may not be meant: gaps, and places not filled in (`text` is the file's)."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _UNFILLED in line and not line.lstrip().startswith("#"):
            yield f"rad {number} är inte ifylld"
    asked = {label for rule in profile.rules for label, _ in asked_labels(rule.when)}
    asked |= {"personal_data"} if any(rule.when.findings for rule in profile.rules) else set()
    unread = [LABEL_WORDS[label] for label in HARMS if label not in asked]
    if unread:
        yield f"ingen regel gäller {listed(unread)}; sådant får stå kvar"
    if not any(rule.when.otherwise for rule in profile.rules):
        yield "ingen regel för resten; lägg till en med otherwise: true"
    unshown = uncovered(profile)
    if unshown:
        yield f"inget exempel för {listed(unshown)}"


def told(outcome: Outcome, assessment: Assessment, profile: Profile, text: str) -> str:
    """What a profile says of one comment, in Swedish, for a terminal."""
    return "\n".join(_told(outcome, assessment, profile, text))


def _told(outcome: Outcome, assessment: Assessment, profile: Profile, text: str) -> Iterator[str]:
    yield f"{profile.name} {profile.version} ({profile.hash[:12]}), brådska: {outcome.urgency}"
    seen = [f"{LABEL_WORDS[label]} {assessment.scores[label]:.0%}" for label in assessment.flags]
    yield f"Flaggat: {', '.join(seen) or 'inget'}"
    marks = ((one.kind, one.start, one.end) for one in assessment.findings)
    for kind, words in marked_words(text, marks):
        yield f"  {kind}: {'(visas inte)' if words is None else f'”{words}”'}"
    for number, action in enumerate(outcome.actions, start=1):
        human = ", kräver en människa" if action.needs_human else ""
        due = (
            f", senast {action.deadline.astimezone(SWEDEN):%Y-%m-%d %H:%M}"
            if action.deadline
            else ""
        )
        yield f"{number}. {action.action}: {ACTIONS[action.action].phrase}{human}{due}"
        yield f"   {BASIS_WORDS[action.legal_basis.kind]}: {action.legal_basis.reference}"
    yield f"Gallring: {outcome.retention or '–'}"
    for rule in outcome.rules:
        yield f"Regel {rule.id}: ”{' '.join(rule.quote.split())}” ({rule.source})"
        yield f"   {rule.why}"
