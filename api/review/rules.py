"""The policy pages: each municipality's rules in its own words, drafts, guide, versions in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from api.auth.principal import ADMINISTER
from api.errors import ApiError, NotFoundError
from api.language import N_, _, gettext, ngettext, nN_
from api.policies import ACTIVATED, activate, activations
from api.review.downloads import sheet_file
from api.review.pages import go, page
from api.review.people import people
from api.review.sheets import Sheet
from api.review.visit import AtPage, Visit, require_form
from api.review.words import GROUND_WORDS, KIND_WORDS, TAGS
from api.shelf import Shelf
from model.errors import ProfileError
from model.policy import Profile, Rule
from model.policy.condition import Condition
from model.policy.coverage import shown_by
from model.policy.drafts import DRAFT_TITLES
from model.policy.templates import PLACEHOLDERS, TEMPLATES
from model.policy.thresholds import Limit, rule_limits

router = APIRouter(include_in_schema=False)


@router.get("/policy")
def get_policies(here: AtPage) -> Response:
    """The first profile."""
    return go(f"/policy/{next(iter(here.desk.profiles))}")


@router.get("/policy/{key}")
def get_policy(key: str, here: AtPage, gjort: str = "") -> Response:
    """One profile: each rule with when it applies, its own words and what it leads to."""
    return policy_page(here, key, done=bool(gjort))


@router.get("/policy/{key}/{table}.csv")
def get_table(key: str, table: str, here: AtPage) -> Response:
    """How the guideline's other demands are met, or which versions have been in use."""
    profile = here.desk.profile(key)
    sheets = {
        "tackning": lambda: _coverage_sheet(profile),
        "versioner": lambda: _version_sheet(here, key),
    }
    if table not in sheets:
        raise NotFoundError(_("Det finns ingen sådan tabell."))
    return sheet_file(sheets[table](), f"{key}-{table}")


def _coverage_sheet(profile: Profile) -> Sheet:
    rows = tuple((one.quote, one.source, one.title, one.met) for one in profile.duties)
    columns = (N_("Riktlinjens ord"), N_("Källa"), N_("Vad det gäller"), N_("Så möts det"))
    return Sheet("tackning", N_("Hur sidan sköts"), columns, rows)


def _version_sheet(here: Visit, key: str) -> Sheet:
    known = people(here.desk)
    rows = tuple(
        (
            one["time"].isoformat(),
            one["version"],
            one["hash"],
            _("Aktiverad") if one["type"] == ACTIVATED else _("Inläst vid start"),
            known.get(one["actor"].partition(":")[2], one["actor"]),
        )
        for one in activations(here.desk, here.actor, key)
    )
    columns = (N_("När"), N_("Version"), N_("Kontrollsumma"), N_("Vad"), N_("Av"))
    return Sheet("versioner", N_("Profilens versioner"), columns, rows)


@router.post("/policy/{key}/aktivera")
def post_activation(
    key: str,
    here: Annotated[Visit, Depends(require_form(ADMINISTER))],
    digest: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Read the profile's file anew and use it from now on; a wrong one is refused."""
    try:
        activate(here.desk, here.actor, key, digest or None)
    except ApiError as error:
        detail = error.errors[0]["detail"] if error.errors else error.detail
        return policy_page(here, key, error=detail)
    return go(f"/policy/{key}", gjort="ja")


def policy_page(here: Visit, key: str, *, done: bool = False, error: str | None = None) -> Response:
    """The page of one profile."""
    profile = here.desk.profile(key)
    limits: dict[str, list[Limit]] = {}
    for limit in rule_limits(profile, here.desk.classifier.manifest):
        limits.setdefault(limit.rule, []).append(limit)
    return page(
        here,
        "policy.html",
        status=422 if error else 200,
        profiles=here.desk.profiles.values(),
        profile=profile,
        rules=[(rule, when_words(rule), deadline_words(rule)) for rule in profile.rules],
        limits=limits,
        shown=shown_by(profile),
        templates=[
            (title, profile.templates.get(name, TEMPLATES[name]), name in profile.templates)
            for name, title in DRAFT_TITLES.items()
        ],
        placeholders={name: gettext(what) for name, what in PLACEHOLDERS.items()},
        history=activations(here.desk, here.actor, key),
        waiting_file=_changed_file(here, profile),
        people=people(here.desk),
        error=error,
        done=done,
    )


def _changed_file(here: Visit, profile: Profile) -> dict[str, str] | None:
    """The file's version and hash, or what is wrong with it, where it is not the one in use."""
    if not here.actor.may(ADMINISTER):
        return None
    shelf = here.desk.profiles
    stamps = tuple((file.name, file.stat().st_mtime_ns) for file in shelf.folder.glob("*.yaml"))
    found = _read(shelf.folder, profile.key, stamps)
    return found if found.get("hash", "") != profile.hash and found else None


@lru_cache(maxsize=64)
def _read(folder: Path, key: str, _stamps: tuple[tuple[str, int], ...]) -> dict[str, str]:
    """What the profile's file holds; read anew, and its examples run, only when a file has changed."""
    try:
        found = Shelf({}, folder).read(key)
    except ProfileError as error:
        return {"fault": str(error)}
    return {"version": found.version, "hash": found.hash} if found else {}


def when_words(rule: Rule) -> str:
    """When a rule applies, in words."""
    if rule.when.otherwise:
        return _("När ingen annan regel gäller.")
    told = "; ".join(_condition_words(rule.when))
    spared = "; ".join(_condition_words(rule.when.not_)) if rule.when.not_ else ""
    told = f"{told[:1].upper()}{told[1:]}"
    return _("%(when)s – men inte: %(spared)s.", when=told, spared=spared) if spared else f"{told}."


def deadline_words(rule: Rule) -> str | None:
    """A rule's time limit, in words; None where it has none."""
    given = rule.deadline.model_dump(exclude_none=True) if rule.deadline else {}
    for unit, number in given.items():
        one, many = _UNITS.get(unit, (f"%(num)s {unit}", f"%(num)s {unit}"))
        return ngettext(one, many, number, num=number)
    return None


def _condition_words(when: Condition) -> Iterator[str]:
    if when.labels.any:
        yield _(" eller ").join(TAGS[label] for label in when.labels.any)
    if when.labels.all:
        yield _(" och ").join(TAGS[label] for label in when.labels.all)
    if when.grounds:
        grounds = _(" eller ").join(GROUND_WORDS[ground] for ground in when.grounds)
        yield _("på grund av %(grounds)s", grounds=grounds)
    if when.findings:
        yield _finding_words(when.findings.levels, when.findings.kinds)
    told = {name: value for name, value in when.context if value is not None}
    for name, value in told.items():
        words = _FACTS.get((name, value))
        yield gettext(words) if words else f"{name}: {value}"


def _finding_words(levels: tuple[int, ...], kinds: tuple[str, ...]) -> str:
    which = "" if len(kinds) == len(KIND_WORDS) else f" ({', '.join(KIND_WORDS[k] for k in kinds)})"
    told = _("personuppgift av nivå %(levels)s", levels=_(" eller ").join(map(str, levels)))
    return f"{told}{which}"


_UNITS: Mapping[str, tuple[str, str]] = {
    "hours": nN_("%(num)s timme", "%(num)s timmar"),
    "office_hours": nN_("%(num)s timme på arbetstid", "%(num)s timmar på arbetstid"),
    "working_days": nN_("%(num)s arbetsdag", "%(num)s arbetsdagar"),
}
_FACTS: Mapping[tuple[str, object], str] = {
    ("owned", True): N_("i kommunens egen kanal"),
    ("owned", False): N_("i någon annans kanal"),
    ("is_reply", True): N_("som svar på ett inlägg"),
    ("is_reply", False): N_("som eget inlägg"),
    ("has_link", True): N_("med länk"),
    ("has_link", False): N_("utan länk"),
    ("staffed", True): N_("när någon bevakar kanalen"),
    ("staffed", False): N_("när ingen bevakar kanalen"),
    ("author_is_official", True): N_("skrivet av en tjänsteman"),
    ("author_is_official", False): N_("inte skrivet av en tjänsteman"),
}
