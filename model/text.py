"""Normalisation: one folded view of a comment, with the way back to every original character.

Folding undoes what people (or keyboards) do to words without changing what a reader sees: case,
Unicode forms, look-alike letters of other scripts, zero-width marks, leetspeak, spaced-out and
stretched letters. Offsets are Unicode code points of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.assessment import Span

_PLAIN = re.compile(r"[\n -~åäöÅÄÖ]*")
_LEET = str.maketrans("013457@$€!|", "oieastaseii")
_LEET_SIGN = re.compile(r"[013457@$€!|]")
_TOKEN = re.compile(r"[a-zåäö013457@$€!|*]{3,}")
_AT_SIGN = re.compile(r"(?<=[a-zåäö*])@(?=[a-zåäö*])(?![a-z0-9-]+\.)")  # "b@jskorv", no e-mail
_LEET_INSIDE = re.compile(r"(?<=[a-zåäö*])[013457$€!|]+(?=[a-zåäö*])")
_LEET_LAST = re.compile(r"(?<=[a-zåäö]{3})[01345@$]$")
_MASKED = re.compile(r"(?<=[a-zåäö])[#%&¤×•]+(?=[a-zåäö])")
_SPACED = re.compile(
    r"(?<![a-zåäö0-9*])[a-zåäö]([ .\-_,/|~+·]{1,3})[a-zåäö*](?:\1[a-zåäö*])+(?![a-zåäö0-9*])"
)
_SEPARATORS = re.compile(r"[^a-zåäö*]+")
_STRETCHED = re.compile(r"([a-zåäö])\1{2,}|([^\w\s])\2{3,}")

# Letters of other scripts that are drawn as Latin ones (a choice of Unicode's confusables, UTS 39).
_LOOKALIKES = {
    strange: latin
    for strange_row, latin_row in (
        ("аеорсухіјѕһԁԛԝгпкмтвньүӧӓ", "aeopcyxijshdqwrnkmtbhbyöä"),  # Cyrillic
        ("αβεικνορτυχωηγ", "abeikvoptuxwny"),  # Greek
        ("օսհոցɑɡıǀℓ", "ouhngagill"),  # Armenian and single letters
        ("ʟɪɴʀʏʜᴀᴄᴅᴇᴋᴍᴏᴘᴛᴜᴠᴢꜱʙɢᴊᴡ", "linryhacdekmoptuvzsbgjw"),  # small capitals
    )
    for strange, latin in zip(strange_row, latin_row, strict=True)
}
_LETTER_MARKS = {"æ": "ä", "ø": "ö", "ß": "ss", "đ": "d", "ł": "l", "ð": "d", "þ": "th"}
_SQUARED = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"})
_DRAWN_AS = {"Pd": "-", "Pi": '"', "Pf": '"'}
_SWEDISH = frozenset("åäö")

Offsets = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The folded text and, for each of its characters, where it came from in the original.

    `starts` and `ends` are int32 arrays of shape (len(text),).
    """

    text: str
    starts: Offsets
    ends: Offsets

    def original_span(self, start: int, end: int) -> Span:
        """The stretch of the original behind folded characters `start` to `end` (exclusive)."""
        return Span(int(self.starts[start]), int(self.ends[end - 1]))


def normalise(text: str) -> NormalisedText:
    """The folded view of any string; never raises, linear in its length."""
    folded, starts, ends = _fold(text)
    folded = _unleet(folded)
    return _close_up(folded, starts, ends)


def fold_letters(text: str) -> str:
    """A word or phrase as folding leaves its letters: case, Unicode forms and stretched letters undone."""
    letters = text.lower() if _PLAIN.fullmatch(text) else _fold(text)[0]
    return _STRETCHED.sub(lambda stretched: stretched[0][0], letters)


def _fold(text: str) -> tuple[str, Offsets, Offsets]:
    if _PLAIN.fullmatch(text):
        starts = np.arange(len(text), dtype=np.int32)
        return text.lower(), starts, starts + 1
    pieces: list[str] = []
    starts_list: list[int] = []
    ends_list: list[int] = []
    for place, character in enumerate(text):
        piece = fold_character(character)
        if not piece and pieces and unicodedata.combining(character):
            piece = _compose(pieces[-1], character)
            if piece:
                pieces[-1] = piece
            ends_list[-1] = place + 1
            continue
        for letter in piece:
            pieces.append(letter)
            starts_list.append(place)
            ends_list.append(place + 1)
    return "".join(pieces), np.array(starts_list, np.int32), np.array(ends_list, np.int32)


def _compose(letter: str, mark: str) -> str:
    """å, ä or ö where a letter and its combining mark make one, else nothing."""
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if whole in _SWEDISH else ""


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """What one original character becomes: nothing, one letter, or a few (a ligature)."""
    if character.isspace():
        return " "
    for first, count in _SQUARED:
        if first <= ord(character) < first + count:
            return chr(ord("a") + ord(character) - first)
    compatible = unicodedata.normalize("NFKC", character).lower()
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", compatible))


def _fold_letter(letter: str) -> str:
    if letter in _SWEDISH or " " <= letter <= "~":
        return letter
    if letter in _LOOKALIKES or letter in _LETTER_MARKS:
        return _LOOKALIKES.get(letter) or _LETTER_MARKS[letter]
    category = unicodedata.category(letter)
    if category in _UNSEEN:
        return ""
    if category in _DRAWN_AS:
        return _DRAWN_AS[category]
    if category == "Nd":
        return str(unicodedata.digit(letter))
    bare = unicodedata.normalize("NFD", letter)[0]
    return _LOOKALIKES.get(bare, bare)


def _unleet(text: str) -> str:
    """Digits and symbols that stand for letters inside words; same length as the input."""
    if _LEET_SIGN.search(text):
        text = _TOKEN.sub(_unleet_token, _AT_SIGN.sub("a", text))
    return _MASKED.sub(lambda match: "*" * len(match[0]), text)


def _unleet_token(match: re.Match[str]) -> str:
    token = match[0]
    if not _LEET_SIGN.search(token):
        return token
    token = _LEET_INSIDE.sub(lambda found: found[0].translate(_LEET), token)
    return _LEET_LAST.sub(lambda found: found[0].translate(_LEET), token)


def _close_up(text: str, starts: Offsets, ends: Offsets) -> NormalisedText:
    """Drop what stands between spaced-out letters, then the repeats of stretched ones."""
    keep = np.ones(len(text), dtype=bool)
    for match in _SPACED.finditer(text):
        for gap in _SEPARATORS.finditer(match[0]):
            keep[match.start() + gap.start() : match.start() + gap.end()] = False
    if not keep.all():
        text, starts, ends = _keep(text, keep), starts[keep], ends[keep]
    keep = np.ones(len(text), dtype=bool)
    for match in _STRETCHED.finditer(text):
        keep[match.start() + 1 : match.end()] = False
        ends[match.start()] = ends[match.end() - 1]
    if not keep.all():
        text, starts, ends = _keep(text, keep), starts[keep], ends[keep]
    return NormalisedText(text, starts, ends)


def _keep(text: str, keep: NDArray[np.bool_]) -> str:
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return letters[keep].tobytes().decode("utf-32-le")
