"""The language that a request is answered in: Swedish as the words stand here, or a catalogue's.

Words are marked where they stand: `_("Till kön")` is translated at once, `N_("Väntar")` names a
word of a table that `Words` translates when it is read. `make messages` gathers both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

from model.messages import N_

__all__ = [
    "DOMAIN",
    "LANGUAGES",
    "N_",
    "SOURCE",
    "Speech",
    "Words",
    "_",
    "decimal_sign",
    "gettext",
    "group_sign",
    "locale",
    "nN_",
    "ngettext",
    "pgettext",
    "preferred",
    "speaking",
    "speech",
]

DOMAIN = "uppsikt"
"""What gettext calls the collection of our words."""

SOURCE = "sv"
"""The language of the words in the code and the templates."""

LANGUAGES: Mapping[str, str] = MappingProxyType({"sv": "Svenska", "en": "English"})
"""What may be chosen, each by its own name."""

_LOCALES = MappingProxyType({"sv": Locale("sv", "SE"), "en": Locale("en", "GB")})
_ACCEPTED = re.compile(
    r"([a-z]{2})(?:-[a-z0-9-]+)?(?:\s*;\s*q=([01](?:\.\d{0,3})?))?", re.IGNORECASE
)
"""One language of an Accept-Language header, its region left out, and how much it is wanted."""

_CATALOGUES = Path(__file__).parent / "review" / "locale"


@dataclass(slots=True)
class Speech:
    """What one request is answered in, and the address that its page may be asked for again at.

    Shared by every thread that serves the request, so that who asks can be found out on the way.
    """

    language: str = SOURCE
    address: str = ""


_SPEECH: ContextVar[Speech] = ContextVar("speech")


class Words(Mapping[str, str]):
    """A table of words marked with `N_`, each in the language of whoever reads it."""

    def __init__(self, swedish: Mapping[str, str]) -> None:
        self._swedish = swedish

    def __getitem__(self, key: str) -> str:
        return gettext(self._swedish[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._swedish)

    def __len__(self) -> int:
        return len(self._swedish)


def speech() -> Speech:
    """The request's; Swedish where there is none, such as at the command line."""
    return _SPEECH.get(Speech())


@contextmanager
def speaking(language: str, address: str = "") -> Iterator[Speech]:
    """Answer in `language` inside."""
    token = _SPEECH.set(Speech(language, address))
    try:
        yield _SPEECH.get()
    finally:
        _SPEECH.reset(token)


def locale() -> Locale:
    """How the request's language writes dates and numbers."""
    return _LOCALES[speech().language]


def preferred(accepted: str) -> str:
    """The language that an Accept-Language header asks for most; Swedish where there is none."""
    asked = (_ACCEPTED.fullmatch(one.strip()) for one in accepted.split(","))
    weights = [(float(one[2] or 1), one[1].lower()) for one in asked if one]
    known = [one for one in weights if one[0] > 0 and one[1] in LANGUAGES]
    return max(known, key=lambda one: one[0])[1] if known else SOURCE


def gettext(message: str, /, **values: object) -> str:
    """The message in the request's language, with its `%(name)s` filled."""
    told = catalogue(speech().language).gettext(message)
    return told % values if values else told


_ = gettext


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The same for a number, by the language's own rule of plurals."""
    told = catalogue(speech().language).ngettext(one, many, number)
    return told % values if values else told


def pgettext(context: str, message: str, /) -> str:
    """The same for a word that has two meanings; `context` says which."""
    return catalogue(speech().language).pgettext(context, message)


def nN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """The same for a number's two forms, for `ngettext` to take."""
    return one, many


def decimal_sign() -> str:
    """What stands between a number's whole part and the rest."""
    return get_decimal_symbol(locale())


def group_sign() -> str:
    """What stands between a number's thousands."""
    return get_group_symbol(locale())


@cache
def catalogue(language: str) -> NullTranslations:
    """The language's words, compiled from its catalogue when they are first asked for."""
    if language == SOURCE:
        return NullTranslations()
    path = _CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
