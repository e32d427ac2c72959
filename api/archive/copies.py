"""Masked copies: what a request for public records is answered with, each masking on its ground."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.archive.cases import registration_of
from api.archive.pdf import Attachment, Section, render
from api.auth.principal import REGISTRY, Principal
from api.decisions.act import acting
from api.decisions.document import iso
from api.decisions.lookup import content_of, find, version_of
from api.desk import Desk
from api.errors import ConflictError, invalid
from api.language import _
from model.labels import PERSONAL_DATA_KINDS


@dataclass(frozen=True, slots=True)
class Masking:
    """A stretch of the text (code points, `end` exclusive) and the statute that holds it back."""

    start: int
    end: int
    ground: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy as told in JSON, and as PDF/A with that JSON in it."""

    told: dict[str, Any]
    pdf: bytes


def propose(desk: Desk, actor: Principal, decision_id: str) -> list[dict[str, Any]]:
    """Where personal data was found: a human chooses what is held back and on which ground.

    Raises ForbiddenError, NotFoundError.
    """
    actor.need(REGISTRY)
    with desk.database.reading() as session:
        decision = find(session, actor, decision_id)
        found = version_of(session, decision).assessment["findings"]
        erased = content_of(session, decision).erased_at is not None
    return [
        {name: one.get(name) for name in ("start", "end", "kind", "level")}
        for one in found
        if one["kind"] in PERSONAL_DATA_KINDS and not erased
    ]


def make_copy(
    desk: Desk,
    actor: Principal,
    decision_id: str,
    maskings: Sequence[Masking],
    author_ground: str | None = None,
) -> Copy:
    """The comment with the maskings of a human, logged; `author_ground` holds back the author.

    Raises ForbiddenError for a key, NotFoundError, InvalidError for a stretch outside the text,
    ConflictError for erased content.
    """
    actor.need(REGISTRY)
    user = actor.human()
    with acting(desk, actor, REGISTRY, decision_id) as act:
        content = content_of(act.session, act.decision)
        if content.text is None:
            raise ConflictError(_("Kommentaren är gallrad; det finns ingen text att lämna ut."))
        row = registration_of(act.session, decision_id)
        told = {
            "decision": decision_id,
            "diarienummer": row.diarienummer if row else None,
            "channel": act.decision.channel,
            "received_at": iso(act.decision.received_at),
            "text": mask(content.text, maskings),
            "author": content.author if author_ground is None else "[maskat]",
            "maskings": [asdict(one) for one in maskings],
            "author_ground": author_ground,
            "made_at": iso(act.now),
            "made_by": {"id": user, "name": actor.name},
        }
        body = json.dumps(told, ensure_ascii=True, indent=1).encode("ascii")
        pdf = render(
            "Kopia av allmän handling",
            _sections(told),
            act.now,
            [Attachment("kopia.json", body, "application/json")],
        )
        grounds = sorted({*(one.ground for one in maskings), *filter(None, [author_ground])})
        act.record(
            "copy.made",
            maskings=len(maskings),
            grounds=grounds,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
    return Copy(told, pdf)


def mask(text: str, maskings: Sequence[Masking]) -> str:
    """The text with "[maskat N]" for the Nth masking, whatever its length.

    Raises InvalidError for stretches that are empty, outside the text or over one another.
    """
    parts, reached = [], 0
    numbered = sorted(enumerate(maskings, 1), key=lambda one: one[1].start)
    for number, one in numbered:
        if not reached <= one.start < one.end <= len(text):
            where = f"/maskings/{number - 1}"
            raise invalid(where, _("Maskningen ligger utanför texten eller över en annan."))
        parts += [text[reached : one.start], f"[maskat {number}]"]
        reached = one.end
    return "".join([*parts, text[reached:]])


def _sections(told: dict[str, Any]) -> list[Section]:
    grounds = [(f"maskat {n}", one["ground"]) for n, one in enumerate(told["maskings"], 1)]
    if told["author_ground"] is not None:
        grounds.append(("Avsändaren", told["author_ground"]))
    return [
        Section(
            "Handlingen",
            [
                ("Diarienummer", told["diarienummer"] or "inte diariefört"),
                ("Inkom", told["received_at"]),
                ("Avsändare", told["author"] or ""),
                ("Text", told["text"]),
            ],
        ),
        Section("Maskat, med grund", grounds or [("", "Inget är maskat.")]),
        Section("Kopian", [("Gjord", told["made_at"]), ("Av", told["made_by"]["name"])]),
    ]
