"""The shelf: the profiles in use, which threads read while one of them is replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from model.errors import ProfileError
from model.policy import Profile, load_profile
from model.policy.review import check


class Shelf(Mapping[str, Profile]):
    """Profiles by key; `folder` is where their files are. `seen` is the last entry looked at."""

    def __init__(self, profiles: Mapping[str, Profile], folder: Path) -> None:
        self._profiles = dict(profiles)
        self.folder = folder
        self.seen = 0

    def __getitem__(self, key: str) -> Profile:
        return self._profiles[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def put(self, profile: Profile) -> None:
        """Replace the profile of that key; whoever reads sees the old or the new, never neither."""
        self._profiles = {**self._profiles, profile.key: profile}

    def read(self, key: str) -> Profile | None:
        """The profile of that key as its file now stands, None where there is no such file.

        Raises ProfileError when it, or one of its examples, does not hold.
        """
        files = sorted(self.folder.glob("*.yaml"), key=lambda file: file.stem != key)
        file = next((file for file in files if _key_of(file) == key), None)
        if file is None:
            return None
        check(file)
        return load_profile(file)


def _key_of(file: Path) -> str:
    """The key that a file is named for or says, also where the rest of it does not hold."""
    try:
        return load_profile(file).key
    except ProfileError:
        return file.stem
