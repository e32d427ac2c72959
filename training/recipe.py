"""A recipe: how an encoder of our own is built and trained, as a small YAML file says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from training.errors import TrainingError

RECIPES = Path(__file__).parent / "encoders"
DEFAULT_RECIPE = RECIPES / "small.yaml"
Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Recipe(BaseModel):
    """Sizes in tokens or units, shares 0-1; see training/encoders/small.yaml for what each means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vocabulary: Annotated[int, Field(ge=300, le=65_535)]
    layers: Count
    width: Count
    heads: Count
    feed_forward: Count
    sequence: Annotated[int, Field(ge=16)]
    local_attention: Count
    dropout: Share
    batch: Count
    accumulate: Count
    epochs: Annotated[float, Field(gt=0)]
    learning_rate: Annotated[float, Field(gt=0)]
    weight_decay: Share
    warmup: Share
    decay: Share
    mask_from: Share
    mask_to: Share
    comment_repeats: Count
    save_steps: Count
    seed: int

    @model_validator(mode="after")
    def _heads_part_the_width(self) -> Recipe:
        if self.width % self.heads or self.width // self.heads % 2:
            raise ValueError("width must be heads times an even number")
        return self


def read_recipe(file: Path) -> Recipe:
    """The recipe of a YAML file; TrainingError names the file and every fault in it."""
    try:
        return Recipe.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise TrainingError(f"{file}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise TrainingError(f"{file}: not YAML ({error})") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, e['loc'])) or 'recipe'}: {e['msg']}" for e in error.errors())
        raise TrainingError("\n".join(f"{file.name}: {fault}" for fault in faults)) from error
