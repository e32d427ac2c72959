"""Statutes that a registrar most often names when something is held back; any other may be written."""

from __future__ import annotations

from collections.abc import Mapping

from api.language import N_, Words

SECRECY: Mapping[str, str] = Words(
    {
        "OSL 21 kap. 1 §": N_("hälsa och sexualliv"),
        "OSL 21 kap. 3 §": N_("adress och nummer till den som kan förföljas"),
        "OSL 21 kap. 7 §": N_("personuppgift som skulle behandlas i strid med dataskyddet"),
        "OSL 18 kap. 1 §": N_("förundersökning"),
        "OSL 35 kap. 1 §": N_("enskilda i en brottsutredning"),
        "OSL 26 kap. 1 §": N_("socialtjänst"),
        "OSL 25 kap. 1 §": N_("hälso- och sjukvård"),
        "OSL 23 kap. 2 §": N_("elever i skolan"),
        "OSL 39 kap. 3 §": N_("personalens privata uppgifter"),
    }
)
"""Offentlighets- och sekretesslagen (2009:400): reference and what it protects."""
