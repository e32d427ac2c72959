"""E-mail addresses, also those told as "namn (at) exempel punkt se"; functional mailboxes known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.assessment import A_HUMAN_DECIDES, NORMALLY_FINE, Finding
from model.personal_data.context import holds_any, lowered

_ADDRESS = re.compile(
    r"(?:(?<![\w.+@-])[\w.+-]{1,64}|[\"”“][\w .+-]{1,40}[\"”“])@(?:[\w-]{1,63}\.){1,8}(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})(?![\w@])"
)
_AT = (
    r"(?:\s?[(\[{<]\s?(?:at|a|@|snabel[\s-]?a|vid)\s?[)\]}>]\s?|\s(?:snabel[\s-]?a|a\s?t|@)\s|@\s)"
)
_DOT = r"(?:\s?[(\[]\s?(?:punkt|dot|\.)\s?[)\]]\s?|\s(?:punkt|dot|prick|\.)\s|\.)"
_TOLD = re.compile(
    r"(?<![\w.+-])(?P<mailbox>[\w+-][\w.+-]{0,63}(?:\s(?:punkt|dot|\.)\s[\w+-]{1,30}){0,2})"
    rf"(?:{_AT}|@)[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,3}}{_DOT}"
    r"(?:se|com|nu|net|org|eu|info|no|dk|fi|de|io|me|example)(?![\w@])",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"(?<![\w.+@-])(?P<mailbox>(?=[\w.+-]*[0-9._-])[\w+-][\w.+-]{1,63}|(?:(?<=mejl )|(?<=mail )|(?<=post )|(?<=mejl: )|(?<=mail: )|(?<=post: ))[\w+-]{2,40})"
    r" @(?:[\w-]{2,63}\.){1,3}(?:se|com|nu|net|org)(?![\w@.])",
    re.IGNORECASE,
)
"""A space before the @; a plain word before it is somebody who speaks of a handle."""
_COMMA = re.compile(
    r"(?<![\w.+@-])(?P<mailbox>[\w+-][\w.+-]{0,63})@[\w-]{2,63}(?:\.[\w-]{1,63}){0,2}[,;:](?:se|com|nu|net|org)(?![\w@])",
    re.IGNORECASE,
)
"""A comma for the last point."""
_SIGNS = (
    "snabel",
    "(at",
    "[at",
    "{at",
    "<at",
    "( at",
    "(a)",
    "(@",
    "[@",
    " at ",
    " @ ",
    "@ ",
    "@\n",
    " a t ",
    "punkt",
    " dot ",
)
_FUNCTIONAL = re.compile(
    r"(?:info\w*|kommun(?:en)?|kommunstyrelsen?|registratur?\w*|registrator\w*|kontakt(?:center)?|"
    r"kundtj[aä]nst|kundservice|kundcenter|reception(?:en)?|bibliotek(?:et)?|diari(?:um|et)|namnd(?:en)?|"
    r"nämnd(?:en)?|kansli(?:et)?|press|support|medborgarservice|medborgarkontor(?:et)?|no-?reply|"
    r"dataskydd(?:sombud(?:et)?)?|dso|gdpr|bygglov|milj[oö]|skola?|skolan|f[oö]rskola?n?|"
    r"socialtj[aä]nst\w*|v[aä]xeln?|.{0,40}n[aä]mnden?|.{0,40}kontoret|.{0,40}f[oö]rvaltning(?:en)?|"
    r"felanm[aä]lan|webb?(?:master|redaktion)?|redaktion(?:en)?|faktur\w*|ekonomi|hr|rekrytering|"
    r"jobb|bokning(?:en)?|turism|turistbyr[aå]n?|styrelsen?|f[oö]rening(?:en)?|hello|hej|mail|admin|"
    r"office|order|sales|tips|post)",
    re.IGNORECASE,
)


def find_email_addresses(text: str) -> Iterator[Finding]:
    """Each e-mail address; a functional mailbox (info@, registrator@ …) is level 3."""
    if "@" in text:
        for match in _ADDRESS.finditer(text):
            yield _finding(match, match[0].partition("@")[0], 0.98)
        for match in _COMMA.finditer(text) if holds_any(text, (",", ";", ":")) else ():
            yield _finding(match, match["mailbox"], 0.8)
        for match in _GAP.finditer(text) if " @" in text else ():
            yield _finding(match, match["mailbox"], 0.8)
    small = lowered(text)
    if holds_any(small, _SIGNS):
        for match in _TOLD.finditer(text):
            yield _finding(match, match["mailbox"], 0.9)


def _finding(match: re.Match[str], mailbox: str, score: float) -> Finding:
    if _FUNCTIONAL.fullmatch(mailbox):
        reason = "funktionsbrevlåda, ingen enskilds"
        return Finding("email", *match.span(), 0.3, "email", reason, NORMALLY_FINE, public=True)
    reason = "e-postadress till en person"
    return Finding("email", *match.span(), score, "email", reason, A_HUMAN_DECIDES)
