"""Recognisers of personal data: a table of them, one shape for every finding, and masking."""

from model.personal_data.masking import (
    Pseudonyms,
    mask,
    mask_identity_numbers,
    mask_personal_data,
)
from model.personal_data.recognise import find_personal_data

__all__ = [
    "Pseudonyms",
    "find_personal_data",
    "mask",
    "mask_identity_numbers",
    "mask_personal_data",
]
