"""Bank accounts (IBAN, bankgiro, plusgiro, clearing and account number) and payment cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from model.assessment import A_HUMAN_DECIDES, HIDE_AT_ONCE, NORMALLY_FINE, Finding
from model.personal_data.context import LETTERS_AS_DIGITS, holds_any, lowered, other_number
from model.personal_data.identity_numbers import kind_of_digits

_IBAN_OPENING = re.compile(
    "[0-9][0-9](?<=[A-Za-z]{2}[0-9]{2})(?:(?<![0-9A-Za-z][A-Za-z]{2}[0-9]{2})|(?<=[Ii][Bb][Aa][Nn][A-Za-z]{2}[0-9]{2}))(?=[ \n-]?[0-9A-Za-z]{4})"
)
"""The check digits after a country's letters: digits are quick to seek."""
_IBAN = re.compile(
    r"[A-Za-z]{2}[0-9]{2}(?:(?:[ \n-]?[0-9]){11,28}(?![0-9A-Z])|"
    r"(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,3})?(?![0-9A-Za-z]))"
)
_GIRO_NAME = re.compile(
    r"(?=[bp9])\b(bankgiro|bankg(?=\.)|bg|plusgiro|postgiro|pg|90-konto)(?:t|konto|kontot)?[\s-]?(?:nr|nummer|numret)?(?:\.?\b|\.)",
    re.IGNORECASE,
)
_BANKGIRO = re.compile(
    r"(?<![0-9])(?:[0-9]{3,4}(?: ?[-/.] ?| |\n)[0-9]{4}|[0-9]{7,8}|[0-9]{1,2}(?:[ .][0-9]{2}){1,2} ?[-. ] ?[0-9]{2} ?[0-9]{2})(?![0-9]|[-/][0-9])"
)
_PLUSGIRO = re.compile(r"(?<![0-9])[0-9](?:[ .]?[0-9]){0,6} ?[-/] ?[0-9](?![0-9])")
_PLAIN_GIRO = re.compile(
    r"(?:t|konto|kontot)?[ .:=(]{0,3}(?:(?:är|nr|nummer|numret|e|till)[ .:=]{1,2}){0,2}([0-9](?: ?[0-9]){4,7}|[0-9]{1,5}(?:-[0-9]{1,4}){1,3})(?![0-9]|[-:/,.][0-9]| ?(?:kr|kronor|:-|st)\b)"
)
"""A plusgiro without its hyphen, or with others, right after the name."""
_BANK = re.compile(
    r"\b(?:handelsbanken|swedbank|nordea|sparbanken|länsförsäkringar(?: bank)?|skandiabanken|seb|danske(?: bank)?|ica[ -]?bank(?:en)?|skandia|avanza|swed|handels|"
    r"ikano(?: bank)?|sbab|forex(?: bank)?|nordnet|resurs bank|marginalen bank|santander|ålandsbanken|bluestep|collector bank|klarna bank|jak medlemsbank|lunar|northmill|ekobanken)s?(?:konto(?:t)?)?\b",
    re.IGNORECASE,
)
_ACCOUNT_NAME = re.compile(
    r"konto(?:t|n|nr|nummer|numret)?\b|\b(?:sätt|sätta|betala) (?:in|ut|över|tillbaka)\b|\böverför\w*|\blönen\b|\bpengar(?:na)?\b|\butbetal\w*|\bclearing(?:nr|nummer|numret)?\b|\bclr?nr\b|\bclr\b|\bkto\b|\bbetala\w*[^0-9.!?\n]{1,30}\still(?=:? [0-9])|\bskicka\w* pengar|"
    + _BANK.pattern
)
"""In lower case."""
_DIGITS = re.compile("[0-9](?:[^0-9]{0,30}[0-9]){6}")
"""As many as the shortest account has."""
_ACCOUNT = re.compile(
    r"(?<![0-9])[1-9][0-9]{3}(?: ?- ?[0-9](?![0-9]))?[ ,.:;/()\n-]{0,3}(?:(?:och |samt )?(?:kto|konto(?:t|nr|nummer|numret)?|nr|nummer)(?: är)?[ .:-]{1,3})?"
    r"(?:(?<=8[0-9]{3} )[0-9][ -])?[0-9](?:(?:[ .-]| - )?[0-9]){5,9}(?![0-9]|-[0-9]|\s?(?:kr|kronor|miljoner|tkr|mkr|:-))",
    re.IGNORECASE,
)
_SWEDBANK = re.compile(
    r"8(?<![0-9]8)(?<![0-9][ .-]8)([0-9]{3})-([0-9])[ ,.:;-]{1,3}[0-9](?:[ .-]?[0-9]){5,9}(?![0-9]|-[0-9])"
)
"""Swedbank's clearing numbers have a check digit of their own, which proves them."""
_NUMBERED = frozenset({"kontonr", "kontonummer", "kontonumret"})
_TO_NUMBER = re.compile(r"[ .:=]{0,3}(?:är |e )?")
_ALONE = re.compile(r"[0-9](?:[ .-]?[0-9]){6,11}(?![0-9]|-[0-9])")
_CLEARING_BEFORE = re.compile(
    r"(?<![0-9])[1-9][0-9]{3}(?:-[0-9])?[ ,.:;/()\n]{1,3}(?:(?:och |samt )?)$"
)
_ANOTHER = re.compile(
    r"(?:,|/|\n|(?:,| \w{2,10})? (?:och|o|eller|utan|inte|ej|nu|samt))[ \n]{0,2}(?=[1-9])"
)
"""What stands between one account and the next."""
_OTHER_NAME = re.compile(
    r"\b(?:org(?:\.|[a-zåäö]{0,15})[ .-]?(?:nr|nummer|numret)?|moms\w*|vat|tel\w*|mobil\w*)[ .:]{1,3}$",
    re.IGNORECASE,
)
_GIRO_BEFORE = re.compile(
    r"(?<![0-9-])([0-9]{3,4}-[0-9]{4}|[0-9](?:[ .]?[0-9]){0,6}-[0-9])(?:,? (?:är|e) (?:vårt|föreningens|klubbens))? ?\(?$"
)
"""A giro number right before its name."""
_OURS = re.compile(
    r"förening|klubb|kommun|lag(?:et|ets|kassa)|insamling|församling|\bAB\b|företag", re.IGNORECASE
)
_CARD = re.compile(
    r"[2-6](?<![0-9][2-6])(?:[0-9]{3}(?:[^0-9A-Za-zåäöÅÄÖ]{1,3}[0-9]{4}){3}(?![0-9])|"
    r"[0-9]{3}[^0-9A-Za-zåäöÅÄÖ]{1,3}[0-9]{6}[^0-9A-Za-zåäöÅÄÖ]{1,3}[0-9]{4,5}(?![0-9])|[0-9]{13,15}(?![0-9])|"
    r"(?:[ ._/\n-]?[0-9]){13,15}(?![0-9]|[ -][0-9](?![0-9]?/[0-9])))"
)
_RUN_ON = re.compile(r"[ -][0-9]{4}(?![0-9/])")
_RUN_IN = re.compile(r"[0-9][ -]$|[^\W\d_]$")
"""More digits in a row with a card's, or a letter right before: only where it is called one."""
_NETWORK = re.compile(
    r"(?:4[0-9]{3}|5[0-8][0-9]{2}|2[2-7][0-9]{2}|35[2-8][0-9]|6[0-9]{3})[0-9]{12}|3[47][0-9]{13}|"
    r"3(?:0[0-5]|[68][0-9])[0-9]{11}"
)
_IN_FOURS = re.compile(
    r"[0-9]{4}([ ._/|:*-]|\n|  | - )(?:[0-9]{4}\1[0-9]{4}\1[0-9]{4}|[0-9]{6}\1[0-9]{4,5})"
)
_OTHER_CARD = re.compile(
    r"\b(?:present|gåvo|biblioteks?|låne|sim|busstrafiks?|rabatt)-?kort\w*[^0-9]{0,20}$",
    re.IGNORECASE,
)
_LETTERED = re.compile("[0-9][OoIl]")
_LETTERED_RUN = re.compile(r"(?<![^\W0-9])[0-9OoIl]{4,16}(?![^\W0-9])")
_CARD_NAME = re.compile(
    r"kort|\bcard|giltig|utgångsdatum|\bexp\b|klarna|visa(?![a-zåäö])|mastercard|maestro|diners|\b(?:de|kre)bit\b|\bcredit|amex|american express|\bcv[cv]",
    re.IGNORECASE,
)
_WITH_PERSON = (10, 12, 14, 15, 16)
"""How many digits an account has that is a person's number, without and with a clearing number."""
_NO_CLEARING = 12
"""A person's number with its century, and no clearing number before it."""
_NEAR, _LONGEST, _CLEARING = 45, 40, 20


def find_bank_accounts(text: str) -> Iterator[Finding]:
    """Each account: an IBAN by its check digits, the others where the text names them."""
    yield from _ibans(text)
    yield from _swedbank(text)
    small = lowered(text)
    if holds_any(small, ("giro", "bg", "pg", "90-konto", "bankg")):
        for name in _GIRO_NAME.finditer(text):
            yield from _giro(text, name)
    if holds_any(
        small,
        (
            "konto",
            "clearing",
            "clr",
            "clnr",
            "kto",
            "bank",
            "nordea",
            "länsförs",
            "seb",
            "skandia",
            "avanza",
            "swed",
            "handels",
            "ikano",
            "sbab",
            "forex",
            "nordnet",
            "sätt",
            "betala",
            "överför",
            "lönen",
            "pengar",
        ),
    ):
        for name in _ACCOUNT_NAME.finditer(small) if _DIGITS.search(text) else ():
            yield from _account(text, name)


def _swedbank(text: str) -> Iterator[Finding]:
    for match in _SWEDBANK.finditer(text):
        if luhn.is_valid("8" + match[1] + match[2]) and not other_number(text, match.start()):
            yield _finding(*match.span(), 0.9, "clearingnummer med rätt kontrollsiffra")


def find_card_numbers(text: str) -> Iterator[Finding]:
    """Each payment card number: a network's first digits, Luhn, written in fours or named a card."""
    if holds_any(lowered(text), ("kort", "visa", "card")) and _LETTERED.search(text):
        text = _LETTERED_RUN.sub(_as_digits, text)
    for match in _CARD.finditer(text):
        digits = re.sub("[^0-9]", "", match[0])
        if not is_card_number(digits):
            continue
        first, last = max(0, match.start() - _NEAR), match.end() + _NEAR
        if _OTHER_CARD.search(text, first, match.start()):
            continue
        named = bool(_CARD_NAME.search(text, first, last))
        alone = not (_RUN_ON.match(text, match.end()) or _RUN_IN.search(text, first, match.start()))
        if named or (
            alone and _IN_FOURS.fullmatch(match[0]) and not other_number(text, match.start())
        ):
            reason = "kortnummer med rätt kontrollsiffra"
            score = 0.97 if named else 0.85
            yield Finding("card_number", *match.span(), score, "card", reason, HIDE_AT_ONCE)


def is_card_number(digits: str) -> bool:
    """Whether digits are a payment card's: a network's first ones and the right check digit."""
    return bool(_NETWORK.fullmatch(digits)) and luhn.is_valid(digits)


def _as_digits(run: re.Match[str]) -> str:
    """A group that is at least half digits, with the letters O, l and I read as digits."""
    digits = sum(map(str.isdigit, run[0]))
    return run[0].translate(LETTERS_AS_DIGITS) if 2 * digits >= len(run[0]) else run[0]


def _ibans(text: str) -> Iterator[Finding]:
    place = 0
    for opening in _IBAN_OPENING.finditer(text):
        first = opening.start() - 2
        match = _IBAN.match(text, first) if first >= place else None
        if match is None:
            continue
        place = match.end()
        end = _valid_iban_end(match[0])
        if end:
            reason = "IBAN med rätta kontrollsiffror"
            yield _finding(match.start(), match.start() + end, 0.98, reason)


def _valid_iban_end(written: str) -> int | None:
    """The country decides an IBAN's length, so what stands after it may be cut off."""
    ends = [gap.start() for gap in re.finditer("[ \n-]", written)] + [len(written)]
    tried = ((end, written[:end].replace("\n", "")) for end in reversed(ends))
    return next((end for end, one in tried if iban.is_valid(one)), None)


def _giro(text: str, name: re.Match[str]) -> Iterator[Finding]:
    bank = name[1][0] in "bB"
    written = (
        (_BANKGIRO if bank else _PLUSGIRO).search(text, name.end(), name.end() + _NEAR),
        None if bank else _PLAIN_GIRO.match(text, name.end()),
        _GIRO_BEFORE.search(text, max(0, name.start() - _NEAR), name.start()),
    )
    match = next((one for one in written if one and _is_giro(one)), None)
    if match:
        ours = bank or _OURS.search(text, max(0, name.start() - _NEAR), name.start())
        level = NORMALLY_FINE if ours else A_HUMAN_DECIDES
        reason = "bankgiro, oftast ett företags" if bank else "plusgiro med rätt kontrollsiffra"
        yield _finding(*match.span(match.lastindex or 0), 0.9, reason, level)


def _is_giro(match: re.Match[str]) -> bool:
    return luhn.is_valid(re.sub("[^0-9]", "", match[match.lastindex or 0]))


def _account(text: str, name: re.Match[str]) -> Iterator[Finding]:
    match = _with_clearing_before(text, name) or _ACCOUNT.search(
        text, name.end(), name.end() + _NEAR + _LONGEST
    )
    if match is None or match.start() > name.end() + _NEAR:
        match = _alone(text, name)
    if match is None and _BANK.fullmatch(name[0]):
        match = _ACCOUNT.search(text, max(0, name.start() - _NEAR), name.start())
    if match is None or other_number(text, match.start()) or _is_named_other(text, match):
        return
    digits = re.sub("[^0-9]", "", match[0])
    own = len(digits) in _WITH_PERSON and kind_of_digits(digits[-10:]) is not None
    if own and (_BANK.fullmatch(name[0]) or len(digits) <= _NO_CLEARING):
        return  # a person's number beside a bank's name is one, whatever the bank is there for
    reason = "kontonummer som är ett personnummer" if own else "kallas konto i texten"
    yield _finding(*match.span(), 0.9, reason, HIDE_AT_ONCE if own else A_HUMAN_DECIDES)
    joined = _ANOTHER.match(text, match.end())
    another = _ACCOUNT.match(text, joined.end()) if joined else None
    if another:
        yield _finding(*another.span(), 0.8, "ett konto till, sagt i samma mening")


def _is_named_other(text: str, match: re.Match[str]) -> bool:
    """Whether a company's number or a telephone's is named right before."""
    return _OTHER_NAME.search(text, max(0, match.start() - _CLEARING), match.start()) is not None


def _with_clearing_before(text: str, name: re.Match[str]) -> re.Match[str] | None:
    """An account whose clearing number stands before the word: "5201 kontonr 3021577"."""
    if name[0] not in _NUMBERED:
        return None
    clearing = _CLEARING_BEFORE.search(text, max(0, name.start() - _CLEARING), name.start())
    return _ACCOUNT.match(text, clearing.start()) if clearing else None


def _alone(text: str, name: re.Match[str]) -> re.Match[str] | None:
    """An account without its clearing number, right after "kontonummer"."""
    between = _TO_NUMBER.match(text, name.end()) if name[0] in _NUMBERED else None
    return _ALONE.match(text, between.end()) if between else None


def _finding(
    start: int, end: int, score: float, reason: str, level: int = A_HUMAN_DECIDES
) -> Finding:
    public = level == NORMALLY_FINE
    return Finding("bank_account", start, end, score, "bank_account", reason, level, public)
