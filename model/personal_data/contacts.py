"""Telephone numbers (by Google's libphonenumber) and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from model.assessment import Finding

_PHONE_SHAPE = re.compile(r"(?<![\w+])(?:\+|00|0)\d(?:[ \u00a0()/.–-]{0,3}\d){5,14}(?![\d\w])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_FUNCTIONAL = re.compile(
    r"(?:info|kommun(?:en)?|registrator\w*|kontakt(?:center)?|kundtjanst|kundservice|reception|"
    r"bibliotek(?:et)?|diarium|namnd|kansli|press|support|medborgarservice|noreply|no-reply|"
    r"dataskydd(?:sombud)?|dso|gdpr|bygglov|miljo|skola|socialtjanst\w*|vaxel\w*|.*namnden?|.*kontoret)",
    re.IGNORECASE,
)


def find_phone_numbers(text: str) -> Iterator[Finding]:
    """Each Swedish or international number that the library holds for possible and valid."""
    for match in _PHONE_SHAPE.finditer(text):
        try:
            number = phonenumbers.parse(match[0], "SE")
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        valid = phonenumbers.is_valid_number(number)
        reason = "giltigt telefonnummer" if valid else "möjligt telefonnummer"
        score = 0.9 if valid else 0.5
        yield Finding("phone", match.start(), match.end(), score, "phone", reason, 2)


def find_email_addresses(text: str) -> Iterator[Finding]:
    """Each e-mail address; a functional mailbox (info@, registrator@ …) is level 3."""
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        mailbox = match[0].partition("@")[0]
        if _FUNCTIONAL.fullmatch(mailbox):
            yield Finding("email", match.start(), match.end(), 0.3, "email", "funktionsbrevlåda", 3)
        else:
            yield Finding(
                "email", match.start(), match.end(), 0.95, "email", "personlig e-postadress", 2
            )
