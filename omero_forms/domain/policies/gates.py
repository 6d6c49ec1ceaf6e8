# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a policy puts on objects that comply, for other programs to ask for: a tag, or a key with a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from omero_forms.domain.policies.selectors import Selector, plain, tags_asked
from omero_forms.domain.texts import noop, t

NAMESPACE: Final = "omero-forms/gate/"
"""Of what is put on objects, before the opaque id of the policy: nothing else is ever taken off."""


OWN_TAG: Final = noop("The selector asks for this tag, which the policy puts on objects itself.")
"""What is wrong with a selector by which a gate would decide what it is put on."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A tag, or a key and its value: either the one or the others are given."""

    tag: str | None = None
    key: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        if (self.tag is None) == (self.key is None) or (self.key is None) != (self.value is None):
            raise ValueError("a gate is a tag, or a key with a value")

    def as_words(self) -> dict[str, str]:
        """As files write it, and the database keeps it."""
        given = {"tag": self.tag, "key": self.key, "value": self.value}
        return {word: text for word, text in given.items() if text is not None}

    @classmethod
    def from_words(cls, words: Mapping[str, str] | None) -> Self | None:
        """From those words; None stands for no gate."""
        return cls(**words) if words else None

    def is_asked_for_by(self, selector: Selector) -> bool:
        """Whether a selector asks for its tag: it would decide by itself which objects it is put on."""
        return self.tag is not None and plain(self.tag) in tags_asked(selector)

    @property
    def called(self) -> str:
        """In a sentence."""
        if self.key is None:
            return t('the tag "{tag}"', tag=self.tag)
        return t('the pair "{key}: {value}"', key=self.key, value=self.value)


def namespace_of(policy_uid: str) -> str:
    """The namespace of what a policy puts on objects."""
    return NAMESPACE + policy_uid
