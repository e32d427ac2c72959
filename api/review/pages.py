"""Pages: templates in, HTML out, whatever the comment in them holds."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.archive.appeal_list import count_waiting
from api.decisions import Filter, count_decisions
from api.decisions.lookup import OPEN_STATES
from api.language import LANGUAGES, gettext, ngettext, pgettext, speech
from api.review import events, retold, words
from api.review.times import Clock
from api.review.visit import Visit

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
SEE_OTHER = 303

_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_TEMPLATES.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
    gettext, ngettext, newstyle=True, pgettext=pgettext
)
_TEMPLATES.globals |= {
    "event_icon": events.event_icon,
    "event_words": events.event_words,
    "languages": LANGUAGES,
    "late_words": retold.late_words,
    "speech": speech,
    "words": words,
}
_TEMPLATES.filters |= {
    "decimal": words.decimal,
    "percent": words.percent,
    "retold": retold.retold,
    "size": words.size,
    "told": gettext,
    "word": words.tag,
    "written": words.written,
}


class Html(HTMLResponse):
    """HTML in UTF-8; what UTF-8 or HTML cannot carry is shown as the replacement character."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return _UNWRITABLE.sub("\ufffd", content).encode("utf-8")


def open_page(template: str, now: datetime, *, status: int = 200, **values: Any) -> Response:
    """A page for whoever asks, without navigation."""
    values = {"actor": None, "waiting": None, "appealed": 0, "form_token": "", **values}
    html = _TEMPLATES.get_template(template).render(clock=Clock(now), **values)
    return Html(html, status, {"Content-Language": speech().language})


def page(here: Visit, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for the signed-in human, with the navigation's numbers."""
    values = {
        "actor": here.actor,
        "waiting": count_decisions(here.desk, here.actor, Filter(states=tuple(OPEN_STATES))),
        "appealed": count_waiting(here.desk, here.actor),
        "form_token": here.form_token,
        **values,
    }
    return open_page(template, here.desk.now(), status=status, **values)


def go(path: str, **query: str) -> Response:
    """A redirect that a sent form ends in."""
    target = f"{path}?{urlencode(query)}" if query else path
    return RedirectResponse(target, SEE_OTHER)
