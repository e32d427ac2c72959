"""How exposed a named person is: in what role they are named, by whom, and what is said."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from model.assessment import A_HUMAN_DECIDES, NORMALLY_FINE
from model.personal_data.names_words import Token, fold
from model.personal_data.roles import CHILD, FIGURE, OFFICE, OFFICIAL, PUBLIC, RELATION, role_of

OWN = "own"
REACH = 3
"""How many words from a name its role may stand."""
_STOPS = frozenset(".!?;\n")
_PARTIES = frozenset({"s", "m", "c", "l", "v", "kd", "mp", "sd"})
_OFFICES = re.compile(
    r"(?:i|ur|för)\s+(?:\w+\s)?(?:\w*nämnden|\w*fullmäktige|kommunstyrelsen|riksdagen|regeringen)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"(?:\bjag (?:heter|hette|är|e)|\bjag(?=,)|\bja heter|mitt namn (?:är|e)|\b(?:mvh|hälsar|kram)"
    r"|hälsning(?:ar)?(?: från)?|/{1,2}|\bundertecknad)[ ,:\n]*$",
    re.IGNORECASE,
)
_HERE = re.compile(r"\s*här\b[,.!]", re.IGNORECASE)
_PRAISE = re.compile(
    r"\b(?:tack(?:a|ar|ade)?|bäst[ae]?|ängel|änglar|snäll|guld|klippa|pärla|ovärderlig\w*|heja|eloge|"
    r"hjälpt[ae]|hjälpsam|fantastisk\w*|underbar\w*|grattis|fin|fint|toppen|duktig\w*|stjärna|"
    r"räddade|proffsig\w*|kunnig\w*|bra jobb\w*|kompetent\w*|trevlig\w*|vänlig\w*|saknar|rekommenderar|"
    r"glömmer jag aldrig|löste|ros till)\b|❤|💛|💙|🙏|👏|🌸",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:ljug\w*|ljög|glöm(?:de|t|mer)|vägra\w*|skrik\w*|skrek|slarv\w*|fusk\w*|inkompetent\w*|"
    r"sparken|lat|usel\w*|dålig\w*|skäms|avgå|jävig|jäv|lura\w*|snodde|stal|stjäl|slog|slår|full|sov\w*|sover|nekar|"
    r"nekade|förgift\w*|elda\w*|hota\w*|mobba\w*|super|otrogen|hemsk\w*|klagar?|idiot\w*|dum|korkad\w*|"
    r"förstör\w*|svart|tjuv\w*|kör(?:de)? full|anmäl\w*|skuld\w*|skamlig\w*)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:inte|aldrig|ingen)\b", re.IGNORECASE)
_REGENT = re.compile(r"(?:\s|^)[IVX]{2,4}\b")
_ROUND = 90
_WHERE = re.compile(
    r"\s*(?:,\s*)?(?:i|på|från)\s+(?:(?:klass\s+)?(?:\d{1,2}[ ]?[a-f]\b|\w*(?:ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|nian)\b)"
    r"|\w+(?:gatan|vägen|gränd|stigen|backen|torget|bron)\b|\d{1,3}:?an\b|\w*skolan\b|(?:lägenhet|lgh)\s\d)",
    re.IGNORECASE,
)
_AGE = re.compile(r"[\s,(]{1,3}(\d{1,2})(?!\d)(?:\s*år\w*|[\s,.)]|$)")
_ADULT = 18
_WORDS = {
    OFFICE: "förtroendevald",
    "manager": "i ledande ställning",
    "figure": "offentlig person",
    OFFICIAL: "anställd under ledningsnivå",
    RELATION: "släkting eller granne",
    CHILD: "barn eller elev",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A named person: where the name stands, its level, why, and how the person is pointed out.

    `full` is a name of two words or more; `role` one of roles.py, OWN for the writer, or None;
    `word` the role as written.
    """

    start: int
    end: int
    full: bool
    role: str | None
    word: str
    placed: bool

    @property
    def public(self) -> bool:
        """Named in a public role."""
        return self.role in PUBLIC

    @property
    def pointed_out(self) -> bool:
        """Whether others than those who know the person may tell who it is."""
        return self.full or self.placed or self.role in (RELATION, CHILD, OFFICIAL)


def person_at(
    text: str, line: Sequence[Token], first: int, past: int, office_holders: Collection[str] = ()
) -> Person:
    """The person that tokens first … past name; `office_holders` are full names, lower case."""
    start, end = line[first].start, line[past - 1].end
    words = [word for word in line[first:past] if word.text[0].isalpha()]
    role, written = _role(text, line, first, past, office_holders)
    placed = bool(_WHERE.match(text, end) or _WHERE.match(text, _after_aside(text, end)))
    if role is None and _is_child(text, end):
        role, written = CHILD, "barn"
    return Person(start, end, len(words) > 1, role, written, placed)


def exposure(text: str, person: Person) -> tuple[int, str]:
    """The level of a person's name, and why in plain Swedish."""
    if person.role == OWN:
        return NORMALLY_FINE, "skribentens eget namn"
    if person.public:
        return NORMALLY_FINE, f"namn i offentlig roll ({person.word}: {_WORDS[str(person.role)]})"
    if person.role == OFFICIAL:
        return _exposure_at_work(text, person)
    if person.full:
        kind = _WORDS.get(str(person.role), "privatperson")
        return A_HUMAN_DECIDES, f"för- och efternamn på {kind}"
    close = person.role in (RELATION, CHILD)
    if person.placed or (close and _BLAME.search(_said(text, person))):
        return A_HUMAN_DECIDES, "förnamn som med sammanhanget pekar ut en person"
    return NORMALLY_FINE, "enbart förnamn eller efternamn"


def _exposure_at_work(text: str, person: Person) -> tuple[int, str]:
    if _is_praised(_said(text, person)):
        return NORMALLY_FINE, f"anställd nämns med beröm ({person.word})"
    return A_HUMAN_DECIDES, f"namngiven anställd ({person.word})"


def _said(text: str, person: Person) -> str:
    return text[max(0, person.start - _ROUND) : person.end + _ROUND]


def _is_praised(said: str) -> bool:
    return bool(_PRAISE.search(said)) and not (_BLAME.search(said) or _DENIAL.search(said))


def _role(
    text: str, line: Sequence[Token], first: int, past: int, office_holders: Collection[str]
) -> tuple[str | None, str]:
    start, end = line[first].start, line[past - 1].end
    name = fold(text[start:end])
    if name in office_holders or name.removesuffix("s") in office_holders:
        return OFFICE, "enligt kommunens förteckning"
    if _REGENT.search(text, start, min(end + 5, len(text))):
        return FIGURE, "regent"
    if _OWN.search(text, max(0, start - 40), start) or _HERE.match(text, end):
        return OWN, "skribenten"
    office = _office_after(text, line[past : past + REACH], end)
    if office:
        return OFFICE, office
    return _role_before(line[max(0, first - REACH) : first]) or _role_after(
        line[past : past + REACH]
    )


def _office_after(text: str, after: Sequence[Token], end: int) -> str:
    """A party in brackets or an elected body that follows: "(S)", "i nämnden"."""
    if len(after) == REACH and after[0].text == "(" and fold(after[1].text) in _PARTIES:
        return after[1].text
    body = _OFFICES.match(text, min(end + 1, len(text)))
    return body[0] if body else ""


def _role_before(before: Sequence[Token]) -> tuple[str | None, str] | None:
    for word in reversed(before):
        if word.text in _STOPS:
            break
        if role := role_of(fold(word.text)):
            return _settled(role), word.text
    return None


def _role_after(after: Sequence[Token]) -> tuple[str | None, str]:
    """A role that follows: "Karin Ek, rektor" or "Lenas son"."""
    for word in after:
        if word.text in _STOPS or fold(word.text) in ("och", "å", "som", "med"):
            break
        if role := role_of(fold(word.text)):
            return _settled(role), word.text
    return None, ""


def _settled(role: str) -> str | None:
    return None if role == "title" else role


def _after_aside(text: str, end: int) -> int:
    """Past a short aside between commas, as in "Meja, åtta år, i 2A"."""
    close = text.find(",", end + 1, end + 20) if text[end : end + 1] == "," else -1
    return close + 1 if close > 0 else end


def _is_child(text: str, end: int) -> bool:
    age = _AGE.match(text, end)
    return bool(age) and int(age[1]) < _ADULT  # type: ignore[index]
