"""E-ARK CITS ERMS 3.0 (FGS Ärendehantering 2.0): cases and their documents as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from lxml import etree

NAMESPACE = "https://DILCIS.eu/XML/ERMS"
SYSTEM = "Uppsikt"
_UNSPEAKABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""What no XML 1.0 document can hold."""

Element = etree._Element  # noqa: SLF001  (lxml's only name for the type)


def erms(cases: Sequence[Mapping[str, Any]], made_at: datetime) -> bytes:
    """The XML of dossiers as `api.archive.handover.dossier` makes them, one aggregation a case."""
    root = etree.Element(_name("erms"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default namespace
    _control(root, cases, made_at)
    aggregations = _add(root, "aggregations")
    for number, documents in groupby(sorted(cases, key=_case_key), key=_case_key):
        _aggregation(aggregations, number, list(documents))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _control(root: Element, cases: Sequence[Mapping[str, Any]], made_at: datetime) -> None:
    control = _add(root, "control")
    _add(
        control, "identification", f"{SYSTEM} {made_at.isoformat()}", identificationType="delivery"
    )
    upkeep = _add(control, "maintenanceInformation")
    _add(upkeep, "maintenanceStatus", value="new")
    agency = _add(upkeep, "maintenanceAgency")
    for name in sorted({case["municipality"] for case in cases}):
        _add(agency, "agencyName", name)
    event = _add(_add(upkeep, "maintenanceHistory"), "maintenanceEvent")
    _add(event, "eventType", value="created")
    _add(event, "eventDateTime", _moment(made_at.isoformat()))
    _agent(event, "creator", SYSTEM)


def _aggregation(parent: Element, number: str, documents: list[Mapping[str, Any]]) -> None:
    first = min(documents, key=lambda one: one["document"])
    case = _add(parent, "aggregation", systemIdentifier=number, aggregationType="caseFile")
    _add(case, "objectId", number)
    _titles(case, first)
    _add(case, "status", value="closed" if all(_is_closed(one) for one in documents) else "open")
    _restriction(case, first)
    dates = _add(case, "dates")
    _date(dates, "date", "opening_date", first["registered_at"] or first["received_at"])
    for one in sorted(documents, key=lambda one: one["document"]):
        _record(case, one)


def _record(parent: Element, one: Mapping[str, Any]) -> None:
    record = _add(
        parent,
        "record",
        systemIdentifier=one["decision"],
        recordType="Kommentar i socialt medium",
        recordPhysicalOrDigital="digital",
    )
    _add(record, "objectId", one["decision"])
    _add(record, "extraId", one["comment_id"], extraIdType="comment_id")
    _titles(record, one)
    _add(record, "runningNumber", str(one["document"]))
    _restriction(record, one)
    _disposal(record, one)
    _add(record, "direction", directionDefinition=one["direction"])
    agents = _add(record, "agents")
    for kind in ("sender", "receiver", "responsible_person", "authorising_person"):
        if one.get(kind):
            _agent(agents, kind, one[kind])
    _dates(record, one)
    for act in one["acts"]:
        _action(record, act)
    more = _add(record, "additionalInformation")
    for file in one["files"]:
        _add(
            more,
            "appendix",
            name=file["name"],
            path=file["path"],
            fileFormat=file["media_type"],
            description=f"SHA-256 {file['sha256']}",
        )


def _titles(parent: Element, one: Mapping[str, Any]) -> None:
    _add(parent, "title", one["title"] or "")
    if one.get("public_title"):
        _add(parent, "otherTitle", one["public_title"], titleType="public")


def _restriction(parent: Element, one: Mapping[str, Any]) -> None:
    if one.get("secrecy"):
        restriction = _add(parent, "restriction", restrictionType="confidential")
        _add(restriction, "explanatoryText", "Sekretessmarkering; prövas vid varje begäran")
        _add(restriction, "regulation", one["secrecy"])


def _disposal(parent: Element, one: Mapping[str, Any]) -> None:
    if one.get("retention") is None:
        return
    disposal = _add(parent, "disposal", disposable=_bool(one["retention"] == "vid_inaktualitet"))
    _add(disposal, "disposalAction", one["retention"])
    _add(disposal, "disposalDescription", one["retention_meaning"])
    _date(_add(disposal, "dates"), "disposalDate", "other_date", one["received_at"])
    disposal[-1][-1].set("otherDisposalDateType", "fristen räknas från")


def _dates(parent: Element, one: Mapping[str, Any]) -> None:
    dates = _add(parent, "dates")
    for kind, name in (("created", "published_at"), ("received", "received_at")):
        if one.get(name):
            _date(dates, "date", kind, one[name])
    if one.get("registered_at"):
        date = _date(dates, "date", "other", one["registered_at"])
        date.set("otherDateType", "registered")


def _action(parent: Element, act: Mapping[str, Any]) -> None:
    action = _add(parent, "action")
    _add(action, "actionText", act["text"])
    if act.get("why"):
        _add(action, "actionMotivation", act["why"])
    _add(action, "actionType", act["type"])
    _date(_add(action, "dates"), "actionDate", "decision_date", act["time"])
    _agent(_add(action, "agents"), "authorising_person", act["by"])


def _agent(parent: Element, kind: str, name: str) -> None:
    _add(_add(parent, "agent", agentType=kind), "name", name)


def _date(parent: Element, tag: str, kind: str, moment: str) -> Element:
    return _add(parent, tag, _moment(moment), dateType=kind)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    made = etree.SubElement(
        parent, _name(tag), {key: _speakable(value) for key, value in attributes.items()}
    )
    made.text = None if text is None else _speakable(text)
    return made


def _speakable(words: str) -> str:
    kept = words.translate(_UNSPEAKABLE).replace("\ufffe", "").replace("\uffff", "")
    return kept.encode("utf-8", "replace").decode()


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _moment(moment: str) -> str:
    return datetime.fromisoformat(moment).isoformat()


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _case_key(case: Mapping[str, Any]) -> str:
    return str(case["diarienummer"] or case["decision"])


def _is_closed(case: Mapping[str, Any]) -> bool:
    return case["state"] in {"executed", "dismissed"}
