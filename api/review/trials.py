"""Trying a limit: what another threshold of one rule would have meant for what has come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.auth.principal import STATISTICS
from api.decisions import previews
from api.errors import NotFoundError
from api.language import N_, _, gettext
from api.review.bundles import steps_of
from api.review.charts import chart, legend
from api.review.downloads import sheet_file
from api.review.pages import page
from api.review.sheets import Sheet
from api.review.visit import Visit, require
from api.review.words import actions_words, decimal, percent_sign
from api.trials import MOST, Question, Trial, limit_of, try_limit
from model.policy import Profile
from model.policy.thresholds import asked_labels

router = APIRouter(prefix="/policy/{key}/prova", include_in_schema=False)

PERIODS = {30: N_("30 dagar"), 90: N_("90 dagar"), 365: N_("12 månader")}

AtTrial = Annotated[Visit, Depends(require(STATISTICS))]
Short = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks: a rule, a label of it, another limit, and days to look back."""

    regel: Short = ""
    etikett: Short = ""
    grans: Short = ""
    dagar: Short = ""


Asking = Annotated[Asked, Depends()]


@router.get("")
def get_trial(*, key: str, here: AtTrial, asked: Asking) -> Response:
    """The form, and the trial where a limit is given."""
    profile = here.desk.profile(key)
    chosen = _chosen(here, profile, asked)
    limit, days = _limit(asked.grans), _days(asked.dagar)
    trial = None
    if limit is not None and chosen["rule"]:
        question = Question(chosen["rule"], chosen["label"], limit, days)
        trial = try_limit(here.desk, here.actor, key, question)
    sheet = _curve_sheet(here, trial, chosen["label"]) if trial else None
    return page(
        here,
        "policy-prova.html",
        profile=profile,
        rules=[(rule, [name for name, *__ in asked_labels(rule.when)]) for rule in profile.rules],
        **chosen,
        limit=limit,
        days=days,
        periods={days: gettext(name) for days, name in PERIODS.items()},
        trial=trial,
        most=MOST,
        sheet=sheet.told() if sheet else None,
        drawing=_drawing(sheet) if sheet else None,
        legend=legend([gettext(name) for name in _DRAWN]),
        previews=_previews(here, trial),
        bad=bool(asked.grans) and limit is None,
    )


@router.get("/kurva.csv")
def get_curve(*, key: str, here: AtTrial, asked: Asking) -> Response:
    """What each limit would reach. Shares are between 0 and 1."""
    profile = here.desk.profile(key)
    chosen = _chosen(here, profile, asked)
    if not chosen["rule"]:
        raise NotFoundError(_("Det finns ingen sådan regel."))
    question = Question(chosen["rule"], chosen["label"], chosen["current"], _days(asked.dagar))
    trial = try_limit(here.desk, here.actor, key, question)
    return sheet_file(_curve_sheet(here, trial, chosen["label"]), f"grans-{chosen['rule']}")


@router.get("/andringar.csv")
def get_changes(*, key: str, here: AtTrial, asked: Asking) -> Response:
    """How suggestions would change with the limit, and what people decided of those comments."""
    chosen = _chosen(here, here.desk.profile(key), asked)
    limit = _limit(asked.grans)
    if not chosen["rule"] or limit is None:
        raise NotFoundError(_("Det finns ingen sådan tabell."))
    question = Question(chosen["rule"], chosen["label"], limit, _days(asked.dagar))
    trial = try_limit(here.desk, here.actor, key, question)
    return sheet_file(_change_sheet(trial), f"andringar-{chosen['rule']}")


def _chosen(here: Visit, profile: Profile, asked: Asked) -> dict[str, Any]:
    """The rule and label that are asked for, or the first there is, and the limit that holds now."""
    pairs = [(one.id, name) for one in profile.rules for name, *__ in asked_labels(one.when)]
    fitting = [
        (rule, label)
        for rule, label in pairs
        if rule == asked.regel and asked.etikett in {"", label}
    ]
    if not pairs or (asked.regel and not fitting):
        raise NotFoundError(_("Det finns ingen sådan regel med en gräns."))
    key, name = (fitting or pairs)[0]
    labels = next(one for one in profile.rules if one.id == key).when.labels
    own = limit_of(profile, key, name)
    models = float(here.desk.classifier.manifest["thresholds"][name])
    return {
        "rule": key,
        "label": name,
        "current": own if own is not None else models,
        "own": own,
        "part": "any" if name in labels.any else "all",
    }


def _limit(written: str) -> float | None:
    try:
        limit = float(written.replace(",", "."))
    except ValueError:
        return None
    return round(limit, 3) if 0 < limit <= 1 else None


def _days(written: str) -> int:
    return int(written) if written in map(str, PERIODS) else 90


_DRAWN = (N_("Väntade falsklarm"), N_("Falsklarm i modellens prov"), N_("Andel som hittas"))


def _curve_sheet(here: Visit, trial: Trial, label: str) -> Sheet:
    measured = steps_of(here.desk.classifier.manifest, label)
    rows = tuple(
        (
            decimal(one.limit),
            one.reach,
            one.false_alarms,
            *measured.get(one.limit, (None, None)),
        )
        for one in trial.curve
    )
    columns = (N_("Gräns"), N_("Kommentarer som når den"), *_DRAWN)
    return Sheet("kurva", N_("Vad varje gräns skulle ge"), columns, rows, frozenset(_DRAWN))


_VERDICTS = {
    "confirm": N_("Bekräftade"),
    "change": N_("Ändrade"),
    "dismiss": N_("Avfärdade"),
    None: N_("Väntar"),
}


def _change_sheet(trial: Trial) -> Sheet:
    rows = tuple(
        (
            actions_words(one.before),
            actions_words(one.after),
            one.comments,
            *(one.verdicts[verdict] for verdict in _VERDICTS),
        )
        for one in trial.commonest()
    )
    columns = (N_("Förr"), N_("Med ny gräns"), N_("Antal"), *_VERDICTS.values())
    return Sheet("andringar", N_("Ändrade förslag"), columns, rows)


def _drawing(sheet: Sheet) -> Any:
    labels = [row[0] for row in sheet.rows]
    series = {gettext(name): sheet.percent(name) for name in _DRAWN}
    told = _("Andel falsklarm och andel som hittas vid varje gräns. Siffrorna står i tabellen.")
    return chart("lines", told, labels, series, unit=percent_sign())


def _previews(here: Visit, trial: Trial | None) -> dict[str, str | None]:
    ids = [one for change in trial.commonest() for one in change.examples] if trial else []
    return previews(here.desk, here.actor, ids) if ids else {}
