"""The lexicon's categories, most telling first: a word's first category stands for it."""

from __future__ import annotations

CATEGORIES: tuple[str, ...] = (
    "slur",
    "obscenity",
    "insult_phrase",
    "threat_frame",
    "distress",
    "insult",
    "dehumanise",
    "group",
    "stand_in",
    "sexual_act",
    "sexual_body",
    "exclusion",
    "burden",
    "ruin",
    "abnormal",
    "incapable",
    "disgust",
    "hide",
    "nature",
    "concern",
    "conspire",
    "violence",
    "gore",
    "weapon",
    "crime",
    "mild_oath",
    "swear_prefix",
    "health",
    "welfare",
    "role_private",
    "role_public",
    "concern_word",
    "case_word",
    "fault_word",
    "spam",
    "condemning",
    "reporting",
    "blame_word",
    "praise_word",
    "question_word",
    "all_every",
    "negation",
    "second_person",
    "third_person",
    "first_person",
)
"""One file `<category>.txt` each."""

HIDDEN = frozenset(
    {
        ("group", "ethnicity"),
        ("group", "religion"),
        ("group", "sexual_orientation"),
        ("group", "gender_identity"),
        ("group", "disability"),
    }
)
"""Category and ground of words that are seen only by those, so that no such name scores by itself.

Women and men are spoken of so often that the corpus teaches that their names are harmless; names of
peoples were hidden after "araber" and "somalier" alone had raised neutral sentences
(docs/decisions/0012-features.md has the measurements).
"""
