"""Plain text to learn a language from: documents, a tokenizer of their own, blocks of token numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from data.corpus import CORPUS_FOLDER, read_corpus
from data.plain import read_documents
from data.sources import read_source, read_sources
from model.text import normalise
from training.errors import TrainingError

PAD, CLS, SEP, MASK = SPECIAL = ("[PAD]", "[CLS]", "[SEP]", "[MASK]")
LONGEST = 20_000
"""A document is handed on in stretches of about so many characters."""
BLOCKS_AT_LEAST = 8

Blocks = NDArray[np.uint16]


def text_files(folder: Path) -> list[Path]:
    """The *.txt and *.txt.xz files of a folder, or of its subfolder `text`; TrainingError if none."""
    for place in (folder / "text", folder):
        files = sorted(place.glob("*.txt")) + sorted(place.glob("*.txt.xz"))
        if files:
            return files
    raise TrainingError(f"{folder}: no *.txt or *.txt.xz file here to learn from")


def documents(files: Iterable[Path]) -> Iterator[str]:
    """The folded documents of plain-text files, long ones in stretches; SourceError as of read_documents."""
    for file in files:
        for document in read_documents(file):
            stretch: list[str] = []
            length = 0
            for line in document:
                if stretch and length > LONGEST:
                    yield " ".join(stretch)
                    stretch, length = [], 0
                stretch.append(normalise(line).text)
                length += len(line)
            yield " ".join(stretch)


def comments(sources: Path | None, corpus: Path = CORPUS_FOLDER) -> list[str]:
    """The folded comments of the training split and of the outside sources, no held-out theme."""
    texts = [row.text for row in read_corpus(corpus) if row.split == "train"]
    for source in read_sources().values() if sources else ():
        assert sources is not None
        if (sources / source.file).is_file():
            texts += [row.text for row in read_source(source, sources)]
    return [normalise(text).text for text in texts]


def learn_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Byte-level BPE of so many tokens: nothing is unknown to it; the same text gives the same one."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel()]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    marks = [(mark, tokenizer.token_to_id(mark)) for mark in (CLS, SEP)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{CLS} $A {SEP}", pair=f"{CLS} $A {SEP} $B {SEP}", special_tokens=marks
    )
    return tokenizer


def blocks_of(texts: Iterable[str], tokenizer: Tokenizer, length: int) -> Blocks:
    """Texts end to end, [SEP] between them, cut into blocks that open with [CLS]: (blocks, length)."""
    separator, opening = tokenizer.token_to_id(SEP), tokenizer.token_to_id(CLS)
    stream: list[NDArray[np.uint16]] = []
    for text in filter(None, texts):
        numbers = tokenizer.encode(text, add_special_tokens=False).ids
        stream.append(np.array([*numbers, separator], dtype=np.uint16))
    whole = np.concatenate(stream) if stream else np.empty(0, dtype=np.uint16)
    rows = len(whole) // (length - 1)
    if rows < BLOCKS_AT_LEAST:
        raise TrainingError(f"the text is too short: {len(whole)} tokens make {rows} blocks")
    cut = whole[: rows * (length - 1)].reshape(rows, length - 1)
    return np.hstack([np.full((rows, 1), opening, dtype=np.uint16), cut])
