"""How the installation stands: everything that it rests on, looked at now, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.archive.selfcheck import PARTS, check
from api.auth.principal import ADMINISTER
from api.language import N_, Words
from api.registry import head
from api.review.pages import page
from api.review.visit import Visit, require

router = APIRouter(prefix="/lage", include_in_schema=False)

NAMES: Mapping[str, str] = Words(
    {
        "database": N_("Databasen"),
        "migrations": N_("Databasens version"),
        "registry": N_("Registrets kedja"),
        "guards": N_("Databasens spärrar"),
        "clock": N_("Klockan"),
        "evidence": N_("Bevisarkivet"),
        "disk": N_("Utrymme"),
        "keys": N_("Hemligheter på disk"),
        "profiles": N_("Regelverk"),
        "alerts": N_("Larm"),
    }
)
HOLDS: Mapping[str, str] = Words(
    {
        "database": N_("Svarar."),
        "migrations": N_("Den som programmet behöver."),
        "registry": N_("Hel sedan senaste kontrollpunkten."),
        "guards": N_("Databasen vägrar själv att ändra eller ta bort poster."),
        "clock": N_("Rätt i förhållande till registret."),
        "evidence": N_("Går att skriva i."),
        "disk": N_("Det finns plats."),
        "keys": N_("Kan bara läsas av tjänsten."),
        "profiles": N_("Alla kanalers regelverk är inlästa."),
        "alerts": N_("Det finns någon att larma."),
    }
)
FAILS: Mapping[str, str] = Words(
    {
        "database": N_("Svarar inte. Inget nytt sparas förrän den gör det."),
        "migrations": N_("Äldre än programmet. Kör python -m api migrate."),
        "registry": N_("Håller inte: någon kan ha ändrat. Kör python -m api registry verify."),
        "guards": N_("Spärrar saknas eller är ändrade. Ta reda på vem som gjort det."),
        "clock": N_("Går efter registrets senaste post. Ställ serverns klocka."),
        "evidence": N_("Går inte att skriva i. Inget kan bevaras, och därför inget raderas."),
        "disk": N_("Disken är snart full."),
        "keys": N_(
            "En hemlighet kan läsas av andra på servern. Ändra filens rättigheter till 600."
        ),
        "profiles": N_("En kanals regelverk är inte inläst. Kommentarer dit tas inte emot."),
        "alerts": N_("Ingen får larm när ett nödrop eller hot kommer in. Ange en mottagare."),
    }
)
"""Of each part what it means when it does not hold, and what to do; the log's words tell more."""


@router.get("")
def get_standing(here: Annotated[Visit, Depends(require(ADMINISTER))]) -> Response:
    """Every part, those that do not hold first."""
    troubles = {one.part: one for one in check(here.desk)}
    parts = [
        (NAMES[part], (FAILS if part in troubles else HOLDS)[part], troubles.get(part))
        for part in PARTS
    ]
    with here.desk.database.reading() as session:
        entries, last = head(session)
    return page(
        here,
        "driftlage.html",
        parts=sorted(parts, key=lambda one: one[2] is None),
        troubles=len(troubles),
        model=here.desk.classifier.version,
        entries=entries,
        last=last,
    )
