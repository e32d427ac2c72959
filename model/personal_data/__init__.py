"""Recognisers of personal data: a table of them, one shape for every finding."""

from model.personal_data.recognise import find_personal_data

__all__ = ["find_personal_data"]
