"""Words that say something sensitive of a person: GDPR art. 9 and 10, and social services.

A trailing * stands for any ending. Sources: dataskyddsförordningen art. 9.1 and 10; OSL 26 kap.
"""

from __future__ import annotations

import re
from functools import lru_cache

PROTECTED, HEALTH, SOCIAL, CRIME, RELIGION, POLITICS, UNION, SEX = (
    "skyddad identitet",
    "hälsa",
    "socialtjänst",
    "brott",
    "religion",
    "politisk åsikt",
    "fackligt medlemskap",
    "sexualliv eller sexuell läggning",
)
_TERMS: dict[str, str] = {
    PROTECTED: "skyddad identitet|skyddade personuppgifter|skyddade uppgifter|sekretessmarker*"
    "|sekretessbelagda uppgifter|skyddat boende|skyddad adress|skyddade boendet|lever gömd"
    "|gömmer sig|kvinnojour*",
    HEALTH: "cancer*|lungcancer|leukemi*|tumör*|cellgift*|diabetes|diabetiker|dement*|demens*"
    "|alzheimer*|parkinson*|stroke|hjärtinfarkt*|hjärnblödning*|fått slag|autism*|autist*|adhd|add"
    "|asperger*|bipolär*|schizofren*|psykos*|psykiskt sjuk*|psykisk ohälsa|på psyk|psyket|bup"
    "|deprimerad|depression*|antidepp*|panikångest|ångest|inlagd|tvångsvård*|sjukskriv*|hiv|hivpositiv"
    "|hiv-positiv|ätstörning*|anorexi*|bulimi*|epilepsi*|epileptik*|alkoholist*|alkoholproblem*"
    "|missbruk*|antabus|nykter alkoholist|knark*|narkoman*|pundare|beroende av|avgiftning*"
    "|behandlingshem*|gravid|abort*|missfall*|diagnos*|ms-diagnos*|als|koma|dyslexi*|dyslektiker"
    "|utbränd|utmattning*|nervsammanbrott|skär sig|självmord*|tog livet av sig|livet av sig"
    "|prostata|klamydia|könssjukdom*|döv|blind|funktionsnedsätt*|utvecklingsstör*|särskola*|rullstol*"
    "|lpt|lvm|lvm-hem*|rättspsyk*|sinnessjuk*|sjuk i huvudet|sjuk i huvud|astma|allergisk|njure"
    "|manisk|maniska|handikapp*|medicin|mediciner|medicinlista*|vårdas för|opererad för|super"
    "|supit|spriten|dricker|full jämt|antidepressiv*|insulin*|fotdefekt",
    SOCIAL: "soc|socialen|socialtjänst*|socialbidrag*|socbidrag*|försörjningsstöd*"
    "|ekonomiskt bistånd|lvu|lvu-*|familjehem*|fosterhem*|fosterfamilj*|omhändertag*"
    "|placerad|tvångsplacer*|kontaktperson*|kontaktfamilj*|orosanmäl*|vårdnadstvist*|hvb|hvb-hem*"
    "|barnavårdsutred*|färdtjänst|bostadsanpassning*|vräkt|vräkta|går på bidrag|lever på bidrag",
    CRIME: "dömd|dömda|dömdes|dömts|misstänkt|misstänks|misstänkte|häktad|häktade|häktades|anhållen"
    "|gripen|greps|åtalad|åtalas|åtalats|straffad|fängelse*|på kåken|kåken|sitter inne|suttit inne"
    "|fotboja*|kontaktförbud*|besöksförbud*|våldtäkt*|våldtog|våldtagit|pedofil*|misshandl*"
    "|slår sin*|slår sambon|slog sin*|slagit sin*|slår barn*|slår hen*|blir slagen|slog ner|rån|rånade|rånat"
    "|mördare*|mördade|mördat|bedrägeri*|bedragare*|förskingr*|narkotikabrott*|langar|langare"
    "|langade|säljer knark|sålde cannabis|hasch|cannabis|rattfull*|rattfylleri*|körde full|kör full|kört full|rattonykter"
    "|stal|stulit|stjäl|snodde|snott|snattade|snattat|snattar|snatteri|tjuv|tjuvar|stöld*|inbrott*"
    "|tafsa*|ofredade|ofredat|hemfridsbrott*|urkund*|penningtvätt*|pengatvätt*|skattebrott*|skattefusk*"
    "|jobbar svart|svartjobb*|dagsböter|brottsling*|kriminell*|belastningsregist*|polisanmäld|stalkar|stalkade"
    "|anlade brand*|anlade bränder*|mordbrand*|övergrepp*|sexköp*|köpte sex|mutor|muta|mutad|mutbrott*"
    "|förgiftat|förgiftade|vanvård*|misshandel*|bidragsfusk*|försäkringsbedrägeri*|fejkade sitt läkarintyg",
    RELIGION: "muslim|muslimer|muslimsk*|islamist*|salafist*|judisk*|jude|judinna|jehovas vittne*"
    "|pingstvän*|katolik|katolsk|konverterat|konverterade|frikyrklig*|sekt|sekten|satanist*|ateist"
    "|ortodox|hindu|buddhist",
    POLITICS: "sverigedemokrat|sdare|sd-are|kommunist|nazist|nynazist*|vänsterextrem*|högerextrem*"
    "|röstar på|röstade på|röstat på|nmr|partimedlem",
    UNION: "med i facket|fackmedlem*|fackansluten|gick ur facket|gått ur facket|strejkbryt*|medlem i kommunal",
    SEX: "homosexuell*|bisexuell*|bög|lesbisk|flata|transperson*|transsexuell*|könskorriger*"
    "|könsbyt*|otrogen|otrohet*|vänsterprassl*|älskarinna*|älskare|ligger med|låg med|legat med"
    "|bedrog sin*|bedrar sin*|prostituer*|säljer sex|porrfilm*|onlyfans|hora|horar",
}


def _pattern(terms: str) -> str:
    parts = (re.escape(term).replace(r"\*", r"\w{0,20}") for term in terms.split("|"))
    return "|".join(sorted(parts, key=len, reverse=True))


CATEGORIES = tuple(_TERMS)
SENSITIVE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<c{number}>{_pattern(terms)})" for number, terms in enumerate(_TERMS.values()))
    + r")(?![\w-])",
    re.IGNORECASE,
)
"""One group a category, in the order of CATEGORIES."""


_OPENING = re.compile(
    "|".join(
        sorted(
            {_pattern(term.split()[0]) for terms in _TERMS.values() for term in terms.split("|")}
        )
    ),
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def may_open(word: str) -> bool:
    """Whether a term may begin with this word: a look-up instead of a search through the text."""
    return _OPENING.fullmatch(word) is not None


def category_of(match: re.Match[str]) -> str:
    """The category that a match of SENSITIVE belongs to."""
    return CATEGORIES[int(str(match.lastgroup)[1:])]
