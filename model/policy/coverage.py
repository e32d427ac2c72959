"""Coverage: each sentence of the guidelines beside the rule that it became, as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from model.policy.actions import ACTIONS
from model.policy.deadlines import Deadline
from model.policy.examples import outcome_of
from model.policy.guide import Guide
from model.policy.profile import Profile
from model.policy.rule import Ground, Rule
from model.policy.values import LegalBasis
from model.policy.watch import Watch

_HEAD = """\
# Täckning: riktlinjens ord, regel för regel

Skriven av `python -m model policy coverage --write`; ändra profilen, inte sidan. Varje mening i
riktlinjerna som säger vad man gör med ett inlägg står här, med den regel som den har blivit, ett
inlägg som regeln gäller, och vad den leder till. Det som ingen klassificerare kan se väljer
granskaren som grund. Åtgärderna står i den ordning som de görs; `delete` kräver alltid en människa."""
_RULE_COLUMNS = ("Riktlinjens ord", "Regel", "Exempel", "Åtgärder", "Gallring", "Frist", "Stöd")
_DUTY_COLUMNS = ("Riktlinjens ord", "Vad det gäller", "Så möts det")


def coverage_page(profiles: Mapping[str, Profile]) -> str:
    """The page over every profile, in the order given."""
    parts = chain([_HEAD], *map(_of_profile, profiles.values()))
    return "\n\n".join(parts) + "\n"


def uncovered(profile: Profile) -> list[str]:
    """Ids of the rules that none of the profile's examples with scores shows."""
    shown = shown_by(profile)
    return [rule.id for rule in profile.rules if rule.id not in shown]


def shown_by(profile: Profile) -> dict[str, str]:
    """The first of the profile's examples with scores that each rule applies to, by the rule's id."""
    shown: dict[str, str] = {}
    for example in profile.examples:
        if example.scores is not None and example.text is not None:
            for matched in outcome_of(example, profile).rules:
                shown.setdefault(matched.id, example.text)
    return shown


def _of_profile(profile: Profile) -> Iterator[str]:
    date = f", {profile.source.date}" if profile.source.date else ""
    yield f"## {profile.name} (`{profile.key}` {profile.version})"
    yield f"{profile.source.title}{date}."
    yield _watch_words(profile.watch)
    yield "### Regler som förslagen följer"
    shown = shown_by(profile)
    yield _table(_RULE_COLUMNS, (_rule_row(rule, shown) for rule in profile.rules))
    if profile.other_grounds:
        yield "### Grunder som granskaren väljer"
        yield _table(_RULE_COLUMNS, map(_ground_row, profile.other_grounds))
    if profile.guide:
        yield from _guide_parts(profile.guide)
    if profile.duties:
        yield "### Hur sidan sköts"
        rows = ((f"”{one.quote}” ({one.source})", one.title, one.met) for one in profile.duties)
        yield _table(_DUTY_COLUMNS, rows)


def _watch_words(watch: Watch) -> str:
    days = {"vardagar": watch.weekdays, "lördag": watch.saturday, "söndag": watch.sunday}
    days["helgdagar"] = watch.holidays
    staffed = ", ".join(f"{day} {hours}" for day, hours in days.items() if hours)
    told = " → ".join(f"efter {one.after_hours} h: {one.to}" for one in watch.escalation)
    quoted = f" ”{watch.quote}” ({watch.source})." if watch.quote else ""
    return (
        f"Bemannat: {staffed}. Annars: {watch.on_call or 'ingen jour angiven'}. "
        f"Passerad frist: {told}.{quoted}"
    )


def _rule_row(rule: Rule, shown: Mapping[str, str]) -> tuple[str, ...]:
    return (
        f"”{rule.quote}” ({rule.source})",
        f"`{rule.id}`<br>{rule.title}",
        shown.get(rule.id, "–"),
        _in_order(rule.actions),
        rule.retention or "–",
        _deadline_words(rule.deadline),
        _basis_words(rule.legal_basis),
    )


def _ground_row(ground: Ground) -> tuple[str, ...]:
    reference = ground.evidence == "reference"
    nothing = "(återges aldrig; bara id, adress och tid sparas)" if reference else "–"
    return (
        f"”{ground.quote}” ({ground.source})",
        f"`{ground.key}`<br>{ground.title}",
        ground.example or nothing,
        _in_order(ground.actions),
        ground.retention or "–",
        "genast" if reference else "–",
        _basis_words(ground.legal_basis),
    )


def _guide_parts(guide: Guide) -> Iterator[str]:
    yield f"### {guide.title} ({guide.source})"
    rows = (
        (f"”{one.quote}”", one.question, f"{answer.answer} → `{answer.to}`", f"`{one.key}`")
        for one in guide.questions
        for answer in one.answers
    )
    yield _table(("Riktlinjens ord", "Fråga", "Svar", "Nyckel"), rows)
    ends = (
        (f"”{end.quote}”", f"`{end.key}`<br>{end.title}", _in_order(end.actions), end.advice or "–")
        for end in guide.ends
    )
    yield _table(("Riktlinjens ord", "Hit leder svaren", "Åtgärder", "Råd"), ends)


def _in_order(actions: Iterable[str]) -> str:
    wanted = set(actions)
    return " → ".join(name for name in ACTIONS if name in wanted)


def _deadline_words(deadline: Deadline | None) -> str:
    if deadline is None:
        return "–"
    if deadline.hours is not None:
        return f"{deadline.hours} h"
    if deadline.office_hours is not None:
        return f"{deadline.office_hours} bemannade h"
    return (
        "samma arbetsdag" if not deadline.working_days else f"{deadline.working_days} arbetsdag(ar)"
    )


def _basis_words(basis: LegalBasis) -> str:
    return f"**{basis.kind}**: {basis.reference}"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
