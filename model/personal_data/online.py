"""What points out a person online: IP addresses, links to profiles, handles in social media."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from model.assessment import A_HUMAN_DECIDES, NORMALLY_FINE, Finding
from model.personal_data.context import holds_any, lowered

_IPV4 = re.compile(
    r"[0-9](?<![0-9A-Za-z.][0-9])[0-9]{0,2}(?:(?:\.|\[\.\]|\(\.\)|\[dot\]| \. )[0-9]{1,3}){3}(?![0-9A-Za-z]|\.[0-9])"
)
_VERSIONS = re.compile(
    r"\b(?:version\w*|drivrutin\w*|firmware|mjukvara\w*|uppdatering\w*|uppgradering\w*|klient\w*|app(?:en|ar|arna)?|bios|ios|android|build|release|programvara\w*)\b",
    re.IGNORECASE,
)
_IP_WORD = re.compile(r"\bip\b|\bip-|ip-?adress|\bipv|\blogg", re.IGNORECASE)
_IPV6 = re.compile(r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{6,39}(?![0-9A-Za-z:])")
_VERSION = re.compile(
    r"(?:\bv|version\w*|kap(?:itel)?|punkt|avsnitt|build|uppdatering\w*|tls|ios|android|firmware|program\w*|php|app\w*)\.? ?$",
    re.IGNORECASE,
)
_EXAMPLES = tuple(
    ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
"""RFC 5737 and 3849: safe to write in examples, and read as anybody's."""
_NAME_SERVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
"""Resolvers that everybody uses."""
_DOTS, _COLONS = 3, 2

_PLATFORM = (
    r"facebook|instagram|tiktok|snapchat|linkedin|twitter|youtube|flashback|threads|pinterest|reddit|"
    r"onlyfans|telegram|twitch|vk|discord|profil|strava|github|gitlab|ratsit|merinfo|hitta|eniro|mrkoll|birthday"
)
_LINK = re.compile(
    rf"(?<![\w@.-])(?:https?://)?(?:(?:www|m|sv-se|se|mobile|old)\.)?(?:(?:{_PLATFORM})(?:\.example)?\."
    r"(?:com|se|net|org|tv)|x\.com|fb\.com|fb\.me|t\.me|m\.me|wa\.me|linktr\.ee|youtu\.be|bsky\.app|mastodon\.\w{2,12})"
    r"/(?P<path>[^\s<>\"')\]]{2,200})",
    re.IGNORECASE,
)
_NOT_A_PROFILE = re.compile(
    r"(?:groups?|events?|watch|hashtag|share|sharer|help|p|reel|explore|search|policies|legal|privacy|jobs|company|"
    r"t\d+|marketplace|plugins|intent|i|status|photo|video|videos|posts|school|feed|r|results|playlist|login|home|messages|notifications|settings|about|pages|topics|tags|channel)(?:[/?#.]|$)",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"kommun|stad(?:en|s)|region|bibliotek|polis|myndighet|skola|museum|f[oö]rening|klubb|svt|tv4|sverigesradio|"
    r"aftonbladet|expressen|trafikverket|skatteverket|parti|\w*nytt$|official(?![\w.]*[0-9])|redaktion|admin|everyone|alla$|^(?:nån|någon|ni|er|du|dig|ledningen|here|channel)$|"
    r"följare|hemtj[aä]nst|f[oö]rvaltning|turism|raddning|räddning|kultur",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@.+/-])@((?=[\w.]{0,28}[^\W\d])\w[\w.-]{1,29}(?:@[\w-]{2,30}(?:\.[\w-]{2,30}){1,3})?)(?<![.-])(?![\w@]|\s?\.\s?(?:com|se|nu)\b)"
)
"""Also one with its server, as on Mastodon."""
_POINTED = re.compile(
    r"insta|\big\b|\bsnap|tiktok|tik tok|twitter|discord|profil|\bkik\b|telegram|konto|heter|hennes|hans\b|finns på|under\s$|"
    r"kolla|följ|kallar sig|nick|alias|användar|skriv till|sök på|hitta[rs]?\b|dm:?a?\b|facebook|\bfb\b|är @?$",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(
    r"\s(?:är (?:[0-9]{1,2}|min|en|vår)|heter|bor|jobbar|går i|lägger ut|hänger ut|hotar|på (?:insta|snap|tiktok|twitter|x\b|discord|flashback)|stjäl|ljuger|trakasserar|"
    r"mobbar|stalkar|filmar|snor|säljer|lurar|skickar|sprider|hånar|kränker|förföljer|utger sig|har (?:hotat|lurat|filmat|spridit|lagt ut|hängt ut))\b(?! du| ni)"
)
_ADDRESSED = re.compile(r"(?:^|\b(?:hej|tack|svar(?:ar)?(?: till| på)?))[ ,:]*$", re.IGNORECASE)
"""Before a handle of somebody who takes part in the talk."""
_PLATFORM_WORD = re.compile(
    r"\b(?:ig|insta(?:gram)?|snapp?(?:chat)?|tiktok|discord|twitter|kik|telegram|twitch|fb|facebook|reddit|flashback|messenger|roblox|psn|steam|xbox|mastodon|fortnite|minecraft|onlyfans|youtube|vinted|tradera|blocket|snapp?a (?:mig|mej|me))"
    r"-?(?:konto(?:t)?|namn(?:et)?|profil(?:en)?|en|et|t|n)?\b(?P<tie>,?\s*(?:(?:är|e|heter|kallas|namn|under|på|som)\b|:|=|->?|→)?(?:\s(?:han|hon|hen|jag)\b)?\s*:?\s*)[\"“”'(]?"
    r"(?P<name>[A-Za-zÅÄÖåäö_][\w.#-]{2,30})",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(
    r"(?<![\w@.])(?P<name>[A-Za-zÅÄÖåäö][^\W_]*[._][\w.]{1,25}|[A-Za-z]{3,20}[0-9]{1,4}) (?:på|via|i) "
    r"(?:insta|snap|tiktok|discord|twitter|kik|telegram|roblox|fortnite|minecraft|xbox|steam|flashback)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:sök på|(?:användar|profil|konto)namn(?:et)?(?: på [\w.]{2,15})?|(?:under|med) namnet(?=\s\S*[0-9_])|nick(?:et|name|namn)?|gamertag|spelnamn|användaren?:?|följ(?=\s\S*[a-zåäö]_)|alias|kallar sig|\w{0,8}kontot|fejkprofilen|signaturen|adda(?:r)?(?: mig| mej)?|lägg till mig)(?: är| e| heter)?\s?[:=]?\s+"
    r"[\"“”']?(?P<name>[A-Za-zÅÄÖåäö][\w.#-]{2,30})",
    re.IGNORECASE,
)
_MEDIUM = (
    r"insta|snap|tiktok|discord|twitter|kik|telegram|twitch|reddit|steam|xbox|psn|roblox|flashback"
)
_TAGGED = re.compile(r"(?<![\w.@#])(?P<name>[^\W\d_][\w.]{2,30}#[0-9]{4})(?![0-9])")
"""How Discord wrote its names."""
_STATE = (
    r"privat|hacka[dt]|kapa[dt]|borta|nere|öppe[nt]|låst?|avstäng[dt]|radera[dt]|inte|samma|bara|full[at]?|gammal|gammalt|"
    r"ny|nytt|offentlig\w?|spärra[dt]|blocka[dt]|anmäl[dt]|död|tom|tomt|dålig|riktig|fortfarande|också|redan|alltid"
)
"""What an account may be said to be without being called so."""
_PLAIN = (
    re.compile(r"(?<![\w.])/?u/(?P<name>[\w-]{3,20})"),
    re.compile(
        r"\b(?:heter|kallar sig|finns som|skriver som|kontot|användaren|profilen|signaturen|nicket) (?P<name>(?!som\b|där\b|hon\b|han\b)[^\W\d][\w.]{3,25}) på (?:insta|snap|tiktok|discord|twitter|x\b|fb|facebook|kik|messenger|flashback|nätet)"
    ),
    re.compile(
        r"\b(?:(?:användar|profil)namn(?:et)?|nick(?:et|name|namn)?|gamertag|spelnamn)(?: på \w{2,12})?(?:\s?[:=]\s?| (?:är|e) |\s(?=[\"“”]))"
        rf"[\"“”]?(?P<name>(?!(?:{_STATE}|saknas|valfri\w*|okänt|upptaget|fel|obligatorisk\w*|krävs|som|det|den|ett|en|kopplat|detsamma|e-post\w*|personnummer\w*)\b)[a-zåäö]\w{{3,25}})(?=[\"“”]?(?:[.,;!?)](?!\w)|\s*$|\n| på\b))"
    ),
    re.compile(
        rf"\b(?:min|mitt|hans|hennes|deras) (?:{_MEDIUM})\w{{0,6}} (?:heter|är|e) (?P<name>(?!(?:{_STATE})\b)[a-zåäö][\w.]{{3,25}})(?=[.,;!?)]|\s*$|\n| (?:om|och|o|så|lägg|adda|ifall)\b)"
    ),
    re.compile(
        rf"\b(?:{_MEDIUM})\w{{0,6}} (?:under|med) (?:namnet|nicket|användarnamnet) (?P<name>[^\W\d][\w.]{{3,25}})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:sc|insta(?:gram)?|ig|snapp?(?:chat)?|tiktok|discord|twitter|kik|telegram)(?:namn)?(?:\s?[:=]\s?|\s(?=[\"“”'»]))"
        r"[\"“”'»]?(?P<name>[a-zåäö]\w{5,25})(?=[\"”'«]?(?:[.,;!?)](?!\w)|\s*$|\n))",
        re.IGNORECASE,
    ),
)
"""Where even a name that looks like a word is a handle."""
_ODD = re.compile(r"[0-9_#]|\w[.-]\w")
_LONG = re.compile("[A-Za-zÅÄÖåäö]{3}")
_SIGNS = (
    "sök på",
    "nick",
    "namnet",
    "användare",
    "u/",
    "följ",
    "gamertag",
    "spelnamn",
    "messenger",
    "roblox",
    "fortnite",
    "minecraft",
    "xbox",
    "steam",
    "sc:",
    "flashback",
    "alias",
    "kallar sig",
    "kontot",
    "adda",
    "lägg till",
    "användarnamn",
    "insta",
    "snap",
    "tiktok",
    "discord",
    "twitter",
    "kik",
    "psn",
    "mastodon",
    "telegram",
    "fb",
    "facebook",
    "reddit",
    "onlyfans",
    "youtube",
    "vinted",
    "tradera",
    "blocket",
    "profil",
    "signaturen",
)
_IG = re.compile(r"ig(?<!\wig)(?!\w)")
_NEAR = 40


def find_ip_addresses(text: str) -> Iterator[Finding]:
    """Each address on the open Internet; private networks and version numbers are nobody's."""
    for match in _IPV4.finditer(text) if text.count(".") >= _DOTS else ():
        before = text[max(0, match.start() - 90) : match.start()]
        if not (_VERSION.search(before[-16:]) or _is_version(before, match[0])):
            yield from _ip(match)
    if text.count(":") >= _COLONS:
        for match in _IPV6.finditer(text):
            if match[0].count(":") >= _COLONS and not match[0].replace(":", "").isalpha():
                yield from _ip(match)


def _is_version(before: str, written: str) -> bool:
    """Whether the text speaks of programs, not of addresses, and the numbers are small as theirs."""
    small = len(written.partition(".")[0]) <= 2  # noqa: PLR2004
    return small and bool(_VERSIONS.search(before)) and not _IP_WORD.search(before)


def _ip(match: re.Match[str]) -> Iterator[Finding]:
    written = re.sub(r"[\[\]() ]|dot\]", "", match[0].replace("[dot]", "."))
    try:
        address = ip_address(written)
    except ValueError:
        return
    if written not in _NAME_SERVERS and (address.is_global or _is_example(address)):
        reason = "IP-adress: kan visa vems uppkoppling det är"
        yield Finding("ip_address", *match.span(), 0.9, "ip_address", reason, A_HUMAN_DECIDES)


def _is_example(address: IPv4Address | IPv6Address) -> bool:
    return any(address in net for net in _EXAMPLES)


def find_profile_links(text: str) -> Iterator[Finding]:
    """Each link to a person's page in a social medium; groups, events and authorities are not."""
    if "/" not in text:
        return
    for match in _LINK.finditer(text):
        path = match["path"].rstrip(".,;:!?)")
        if path and not _NOT_A_PROFILE.match(path) and not _OFFICIAL.search(path):
            end = match.start("path") + len(path)
            yield _finding("profile_link", match.start(), end, 0.9, "länk till någons profil")


def find_social_handles(text: str) -> Iterator[Finding]:
    """Each handle that points somebody out; one that only addresses somebody in the talk does not."""
    if "@" in text:
        yield from _handles(text)
    small = lowered(text)
    if holds_any(small, _SIGNS) or ("ig" in small and _IG.search(small)):
        yield from _told_handles(text)


def _handles(text: str) -> Iterator[Finding]:
    for match in _HANDLE.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if _OFFICIAL.search(match[1]):
            continue
        if _POINTED.search(before) or _TOLD_OF.match(text, match.end()):
            yield _finding("social_handle", *match.span(), 0.85, "användarnamn som pekar ut någon")
        elif before.strip(" \n@.") and not _ADDRESSED.search(before):
            reason = "användarnamn som nämns i samtalet"
            yield _finding("social_handle", *match.span(), 0.4, reason, level=NORMALLY_FINE)


def _told_handles(text: str) -> Iterator[Finding]:
    for pattern in (_PLATFORM_WORD, _NAME_FIRST, _CALLED):
        for match in pattern.finditer(text):
            name = match["name"].rstrip(".-#")
            if _ODD.search(name) and _LONG.search(name) and not _OFFICIAL.search(name):
                start = match.start("name")
                reason = "användarnamn som pekar ut någon"
                yield _finding("social_handle", start, start + len(name), 0.85, reason)
    plain = (*_PLAIN, _TAGGED) if "#" in text and "iscord" in text else _PLAIN
    for pattern in plain:
        for match in pattern.finditer(text):
            if not _OFFICIAL.search(match["name"]):
                start, end = match.span("name")
                yield _finding("social_handle", start, end, 0.7, "kallas användarnamn i texten")


def _finding(
    kind: str, start: int, end: int, score: float, reason: str, *, level: int = A_HUMAN_DECIDES
) -> Finding:
    return Finding(kind, start, end, score, "online", reason, level)
