"""Statutes that a registrar most often names when something is held back; any other may be written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SECRECY: Mapping[str, str] = MappingProxyType(
    {
        "OSL 21 kap. 1 §": "hälsa och sexualliv",
        "OSL 21 kap. 3 §": "adress och nummer till den som kan förföljas",
        "OSL 21 kap. 7 §": "personuppgift som skulle behandlas i strid med dataskyddet",
        "OSL 18 kap. 1 §": "förundersökning",
        "OSL 35 kap. 1 §": "enskilda i en brottsutredning",
        "OSL 26 kap. 1 §": "socialtjänst",
        "OSL 25 kap. 1 §": "hälso- och sjukvård",
        "OSL 23 kap. 2 §": "elever i skolan",
        "OSL 39 kap. 3 §": "personalens privata uppgifter",
    }
)
"""Offentlighets- och sekretesslagen (2009:400): reference and what it protects."""
