"""The taxonomy: the only place where labels, grounds and kinds of findings are named."""

from __future__ import annotations

HARMS: tuple[str, ...] = (
    "profanity",
    "hate_speech",
    "threat",
    "personal_data",
    "insult",
    "incitement",
    "sexual",
    "violence",
    "distress",
    "spam",
)
"""What a comment may do wrong, the four that the product exists for first."""

INTENTS: tuple[str, ...] = (
    "question",
    "case",
    "fault_report",
    "concern_report",
    "criticism",
    "praise",
)
"""What a comment may want from the municipality."""

LABELS: tuple[str, ...] = HARMS + INTENTS
"""Every label that an assessment scores, in the order of the model's outputs."""

STATUTORY_GROUNDS: tuple[str, ...] = (
    "ethnicity",
    "religion",
    "sexual_orientation",
    "gender_identity",
)
"""Grounds of hate_speech that brottsbalken 16:8 protects."""

PAGE_GROUNDS: tuple[str, ...] = ("gender", "disability")
"""Grounds of hate_speech that only a page's own rules protect; never cited as 16:8."""

GROUNDS: tuple[str, ...] = STATUTORY_GROUNDS + PAGE_GROUNDS

PERSONAL_DATA_KINDS: tuple[str, ...] = (
    "name",
    "personnummer",
    "coordination_number",
    "interim_number",
    "organisation_number",
    "phone",
    "email",
    "address",
    "property",
    "registration_plate",
    "bank_account",
    "card_number",
    "passport",
    "coordinates",
    "ip_address",
    "social_handle",
    "profile_link",
    "sensitive",
)
"""Kinds of findings that point out a person."""

FINDING_KINDS: tuple[str, ...] = PERSONAL_DATA_KINDS + HARMS
"""Every kind a finding may have: personal data, or the harm whose score the words carried."""

TOXICITY = "toxicity"
"""A summary beside the labels: how likely the comment attacks or offends at all."""

TOXIC: tuple[str, ...] = (
    "profanity",
    "hate_speech",
    "threat",
    "insult",
    "incitement",
    "sexual",
    "violence",
)
"""The harms that toxicity sums up: what is aimed at or seen by others, not what needs care."""

GROUND_PREFIX = "ground:"

SCORED: tuple[str, ...] = (*LABELS, TOXICITY)
"""Every score that an assessment carries."""

OUTPUTS: tuple[str, ...] = (*SCORED, *(GROUND_PREFIX + name for name in GROUNDS))
"""Everything that a scorer is trained to answer."""
