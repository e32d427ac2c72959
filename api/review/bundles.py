"""The model pages: the version in use, how well it does, what it was made of, who stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import func, select
from starlette.responses import Response

from api import shadow
from api.auth.principal import READ
from api.desk import Desk
from api.errors import NotFoundError
from api.language import N_, _, gettext
from api.review.charts import chart, legend
from api.review.downloads import sheet_file
from api.review.pages import page
from api.review.sheets import Sheet
from api.review.visit import AtPage
from api.review.words import TAGS, decimal, percent_sign
from api.tables import Version
from model.errors import BundleError
from model.labels import LABELS
from model.store import Change, ModelStore

router = APIRouter(prefix="/modell", include_in_schema=False)

STEPS = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Limits whose cost is read from the reliability's bins, which are 0.05 wide."""

Bins = Sequence[Sequence[float]]
Label = Annotated[str, Query(max_length=40)]


@router.get("")
def get_model(here: AtPage, etikett: Label = "") -> Response:
    """The model in use: limits, measures, reliability, data, and a challenger where there is one."""
    manifest = here.desk.classifier.manifest
    label = etikett if etikett in LABELS else "threat"
    bins = bins_of(manifest, label)
    costs = _cost_sheet(manifest, label)
    with here.desk.database.reading() as session:
        challengers = shadow.summary(session)
    return page(
        here,
        "modell.html",
        version=here.desk.classifier.version,
        manifest=manifest,
        measures=_measure_sheet(manifest).told(),
        labels=[one for one in LABELS if bins_of(manifest, one)],
        label=label,
        reliability=_reliability(label, bins) if bins else None,
        legend=legend((_("Modellen"), _("Där det stämmer precis"))),
        bins=bins_sheet(label, bins).told(),
        costs=costs.told(),
        cost_drawing=_cost_drawing(costs) if bins else None,
        cost_legend=legend([gettext(name) for name in _SHARES]),
        source_words=source_words,
        how_words=how_words,
        used=_used(here.desk),
        changes=_changes(here.desk),
        challengers=challengers,
    )


@router.get("/utmanare.csv")
def get_challenger(here: AtPage, modell: Annotated[str, Query(max_length=80)] = "") -> Response:
    """A challenger beside the model in use, label by label."""
    with here.desk.database.reading() as session:
        told = next((one for one in shadow.summary(session) if one["model"] == modell), None)
    if told is None:
        raise NotFoundError(_("Det finns ingen sådan utmanare."))
    return sheet_file(_challenger_sheet(told["labels"]))


@router.get("/{key}.csv")
def get_sheet(key: str, here: AtPage, etikett: Label = "") -> Response:
    """One of the page's tables. Shares are between 0 and 1."""
    here.actor.need(READ)
    manifest = here.desk.classifier.manifest
    label = etikett if etikett in LABELS else "threat"
    sheets = {
        "matt": lambda: _measure_sheet(manifest),
        "tillforlitlighet": lambda: bins_sheet(label, bins_of(manifest, label)),
        "granser": lambda: _cost_sheet(manifest, label),
        "versioner": lambda: _used_sheet(here.desk),
        "byten": lambda: _change_sheet(here.desk),
        "data": lambda: _data_sheet(manifest),
    }
    if key not in sheets:
        raise NotFoundError(_("Det finns ingen sådan tabell."))
    return sheet_file(sheets[key]())


def bins_of(manifest: Mapping[str, Any], label: str) -> Bins:
    """(mean score, share that carry the label, number) by score; none in a bundle made before."""
    measured = manifest.get("metrics", {}).get("labels", {}).get(label, {})
    bins: Bins = measured.get("reliability", ())
    return bins


def steps_of(manifest: Mapping[str, Any], label: str) -> dict[float, tuple[float, float]]:
    """The share of false alarms, and the share found, at each limit where the bins tell it."""
    bins = bins_of(manifest, label)
    wanted = sum(seen * size for __, seen, size in bins)
    told = {}
    for limit in STEPS:
        over = [(seen, size) for said, seen, size in bins if said >= limit]
        number = sum(size for __, size in over)
        if number and wanted:
            right = sum(seen * size for seen, size in over)
            told[limit] = (round(1 - right / number, 4), round(right / wanted, 4))
    return told


_MEASURES = {
    N_("Precision"): "precision",
    N_("Täckning"): "recall",
    "F1": "f1",
    N_("Felflaggat"): "false_positive_rate",
    N_("Kalibreringsfel"): "calibration_error",
    N_("Exempel"): "positives",
}
_SHARES = (N_("Falsklarm"), N_("Andel som hittas"))


def _measure_sheet(manifest: Mapping[str, Any]) -> Sheet:
    return Sheet(
        "matt",
        N_("Mått per etikett"),
        (N_("Etikett"), N_("Gräns"), N_("Kostnad"), *_MEASURES),
        tuple(_measure_rows(manifest)),
        frozenset({"Felflaggat"}),
    )


def _measure_rows(manifest: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Limit and what a miss costs beside a false alarm, then the measures, label by label."""
    measured = manifest.get("metrics", {}).get("labels", {})
    for label in LABELS:
        own = measured.get(label, {})
        limit = manifest.get("thresholds", {}).get(label)
        cost = manifest.get("costs", {}).get(label)
        yield TAGS[label], limit, cost, *(own.get(name) for name in _MEASURES.values())


def bins_sheet(label: str, bins: Bins) -> Sheet:
    """The reliability as a table."""
    columns = (N_("Etikett"), N_("Modellen sade"), N_("Andel som stämde"), N_("Exempel"))
    rows = tuple((TAGS[label], said, seen, int(size)) for said, seen, size in bins)
    title = _("Tillförlitlighet: %(label)s", label=TAGS[label])
    return Sheet("tillforlitlighet", title, columns, rows, frozenset(columns[1:3]))


def _reliability(label: str, bins: Bins) -> Any:
    told = _(
        "Tillförlitlighet för %(label)s: vad modellen sade mot hur ofta det stämde.",
        label=TAGS[label],
    )
    points = [(said, seen) for said, seen, *__ in bins]
    return chart(
        "points",
        told,
        (),
        {_("Modellen"): points, _("Där det stämmer precis"): [(0, 0), (1, 1)]},
    )


def _cost_sheet(manifest: Mapping[str, Any], label: str) -> Sheet:
    steps = steps_of(manifest, label)
    rows = tuple((decimal(one), *steps[one]) for one in STEPS if one in steps)
    title = _("Gränser: %(label)s", label=TAGS[label])
    return Sheet("granser", title, (N_("Gräns"), *_SHARES), rows, frozenset(_SHARES))


def _cost_drawing(sheet: Sheet) -> Any:
    told = _("Andel falsklarm och andel som hittas vid varje gräns. Siffrorna står i tabellen.")
    labels = [row[0] for row in sheet.rows]
    series = {gettext(name): sheet.percent(name) for name in _SHARES}
    return chart("lines", told, labels, series, unit=percent_sign(), wide=False)


def _changes(desk: Desk) -> list[Change]:
    """Every promotion and rollback, the newest first."""
    try:
        return ModelStore(desk.settings.models).history()[::-1]
    except BundleError:
        return []


def _used(desk: Desk) -> list[tuple[str, int, str, str]]:
    """Every version that has judged a comment: name, how many, first and last time."""
    query = (
        select(
            Version.model,
            func.count(),
            func.min(Version.created_at),
            func.max(Version.created_at),
        )
        .group_by(Version.model)
        .order_by(func.max(Version.created_at).desc())
    )
    with desk.database.reading() as session:
        return [
            (model, number, first.isoformat(), last.isoformat())
            for model, number, first, last in session.execute(query)
        ]


def _used_sheet(desk: Desk) -> Sheet:
    columns = (N_("Version"), N_("Bedömda kommentarer"), N_("Först"), N_("Senast"))
    return Sheet("versioner", N_("Versioner i bruk"), columns, tuple(_used(desk)))


def _change_sheet(desk: Desk) -> Sheet:
    rows = tuple((one.at, one.version, how_words(one), one.why) for one in _changes(desk))
    return Sheet("byten", N_("Byten"), (N_("När"), N_("Version"), N_("Hur"), N_("Varför")), rows)


def how_words(change: Change) -> str:
    """How a version came into use."""
    return _("Återställd") if change.how == "rolled back" else _("Införd")


def _data_sheet(manifest: Mapping[str, Any]) -> Sheet:
    sources = manifest.get("data", ())
    rows = tuple(
        (source_words(one), one.get("rows"), len(one.get("files", {})), one.get("licence"))
        for one in (sources if isinstance(sources, list) else ())
    )
    columns = (N_("Data"), N_("Rader"), N_("Filer"), N_("Licens"))
    return Sheet("data", N_("Gjord av"), columns, rows)


def source_words(source: Mapping[str, Any]) -> str:
    """What a source of data is called."""
    named = _("Uppsikts egen korpus") if source["name"] == "corpus" else source["name"]
    return str(source.get("title", named))


def _challenger_sheet(labels: Sequence[Mapping[str, Any]]) -> Sheet:
    rows = tuple(
        (TAGS[one["label"]], one["both"], one["challenger_only"], one["active_only"])
        for one in labels
    )
    columns = (N_("Etikett"), N_("Båda"), N_("Bara utmanaren"), N_("Bara i bruk"))
    return Sheet("utmanare", N_("Utmanare i skugga"), columns, rows)
