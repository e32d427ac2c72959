"""Retold: the sentences that the rules wrote in Swedish when they judged, in the page's language.

A decision keeps them as they were written. Their words are known, so they need not be written anew:
what is a rule's own title or not known here stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from api.language import N_, SOURCE, _, gettext, ngettext, speech
from api.review.words import PHRASES
from model.policy.words import CERTAINTIES, STANDING

_MESSAGES = (
    N_("Inlägget innehåller %(what)s."),
    N_("Markerat i texten: %(what)s."),
    N_("Grund: %(what)s."),
    N_("Lång text: bedömd i %(what)s delar."),
)
_BY_TITLE = N_("Regeln ”%(what)s” gäller i det här sammanhanget.")


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(re.escape(message).replace(re.escape("%(what)s"), "(.+)"))


_SENTENCES = tuple((_pattern(message), message) for message in _MESSAGES)
_TITLED = _pattern(_BY_TITLE)


def retold(why: str) -> str:
    """Why a rule applied, or a note on how the text was read."""
    if speech().language == SOURCE:
        return why
    titled = _TITLED.fullmatch(why)
    if titled:
        return _(_BY_TITLE, what=titled[1])
    return " ".join(map(_sentence, _sentences(why)))


def late_words(escalation: Mapping[str, Any], now: datetime) -> str:
    """Since when the case is late, and with what."""
    hours = (now - datetime.fromisoformat(escalation["since"])) // timedelta(hours=1)
    undone = "; ".join(PHRASES[name] for name in escalation["actions"])
    left = _("Kvar att göra: %(actions)s.", actions=undone)
    return f"{_late(hours)} {left}"


def _late(hours: int) -> str:
    if not hours:
        return _("Tiden gick ut för mindre än en timme sedan.")
    return ngettext(
        "Tiden gick ut för en timme sedan.",
        "Tiden gick ut för %(num)s timmar sedan.",
        hours,
        num=hours,
    )


def _sentences(why: str) -> Iterator[str]:
    rest = why
    while rest:
        whole = next((one for one in STANDING if rest.startswith(one)), "")
        sentence = whole or re.split(r"(?<=\.) (?=[A-Z])", rest, maxsplit=1)[0]
        yield sentence
        rest = rest[len(sentence) :].lstrip()


def _sentence(sentence: str) -> str:
    for pattern, message in _SENTENCES:
        found = pattern.fullmatch(sentence)
        if found:
            return _(message, what=_listed(found[1]))
    return gettext(sentence)


def _listed(words: str) -> str:
    whole = gettext(words)
    if whole != words:
        return whole
    *most, last = (_item(one) for one in re.split(r", | och ", words))
    return _(" och ").join((", ".join(most), last)) if most else last


def _item(words: str) -> str:
    sure = next((one for one in CERTAINTIES if words.startswith(f"{one} ")), "")
    return f"{gettext(sure)} {gettext(words[len(sure) + 1 :])}" if sure else gettext(words)
