# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done to a policy, and how that is recorded. Its terms are written in the words of the YAML file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from omero_forms.domain.canonical import canonical
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.words import terms_of, words_of
from omero_forms.domain.records.format import Parts
from omero_forms.domain.records.parts import Told

TEXTS: Final = ("name", "selector", "gate")
"""Words of a policy that a person typed or named: content of the record, which a redaction may remove."""

TERMS_ELSEWHERE: Final = ("group",)
"""Words that are fields of the payload themselves."""

MOST_TEXT: Final = 20_000
"""Characters of a file that are kept with a policy. What is longer is one line for many policies."""


class PolicyChange(StrEnum):
    """What is done to a policy. One that was made or changed is in force; one that ended or was archived is not."""

    MADE = "made"
    CHANGED = "changed"
    ENDED = "ended"
    ARCHIVED = "archived"

    @property
    def is_in_force(self) -> bool:
        """Whether objects are judged by the policy from then on."""
        return self in {PolicyChange.MADE, PolicyChange.CHANGED}


class Origin(StrEnum):
    """Where a policy of a group comes from, and so where it is changed: in the browser, in a file, or by the admins who
    made it for many groups.
    """

    BROWSER = "browser"
    FILE = "file"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class PolicySource:
    """The file that a policy is kept in: its own lines there, the SHA-256 of the whole file, its place from 0 on."""

    text: str
    sha256: str
    entry: int

    def as_json(self) -> dict[str, int | str]:
        """For records and the database."""
        return {"text": self.text, "sha256": self.sha256, "entry": self.entry}

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Self | None:
        """From that form."""
        return None if value is None else cls(value["text"], value["sha256"], value["entry"])


@dataclass(frozen=True, slots=True)
class SiteShare:
    """Of a policy that admins made for many groups: which it is, and the groups it is for; None for all."""

    policy: str
    groups: tuple[int, ...] | None

    def as_json(self) -> dict[str, Any]:
        """For records."""
        return {"policy": self.policy, "groups": None if self.groups is None else list(self.groups)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Self | None:
        """From that form."""
        if value is None:
            return None
        return cls(value["policy"], None if value["groups"] is None else tuple(value["groups"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPolicy:
    """A policy as a record of it says: `policy` is its opaque id, `result` what a campaign came to when it ended."""

    policy: str
    group_name: str
    change: PolicyChange
    terms: PolicyTerms
    source: PolicySource | None = None
    site: SiteShare | None = None
    result: Mapping[str, Any] | None = None
    message: str = ""

    def parts(self) -> Parts:
        """`policy.changed`."""
        words = words_of(self.terms)
        terms = {word: value for word, value in words.items() if word not in (*TEXTS, *TERMS_ELSEWHERE)}
        terms["site"] = None if self.site is None else self.site.as_json()
        return Parts(
            {
                "group": self.terms.group_id,
                "policy": self.policy,
                "change": self.change.value,
                "terms": terms,
                "result": None if self.result is None else dict(self.result),
            },
            {
                **{word: words.get(word) for word in TEXTS},
                "message": self.message,
                "source": None if self.source is None else self.source.as_json(),
            },
            {"group": self.group_name},
        )


def recorded_policy(told: Told) -> RecordedPolicy:
    """What such a record says. Redacted, it ended: without its selector nobody knows what it was about. It is called by
    its id then.
    """
    payload, content = told.payload, told.content
    terms = {word: value for word, value in payload["terms"].items() if word != "site"}
    texts: dict[str, Any] = {"name": payload["policy"]}
    if content is not None:
        texts = {word: content[word] for word in TEXTS if content[word] is not None}
    return RecordedPolicy(
        policy=payload["policy"],
        group_name=told.name_of("group"),
        change=PolicyChange.ENDED if content is None else PolicyChange(payload["change"]),
        terms=terms_of({**terms, **texts, "group": payload["group"]}),
        source=None if content is None else PolicySource.from_json(content["source"]),
        site=SiteShare.from_json(payload["terms"]["site"]),
        result=payload["result"],
        message=told.text("message"),
    )


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The words of two policies that differ, each with what it says in either."""
    words = [*old, *(word for word in new if word not in old)]
    return {word: [old.get(word), new.get(word)] for word in words if old.get(word) != new.get(word)}


def state_of(terms: PolicyTerms, *, of_groups: Collection[int] | None = (), is_ended: bool = False) -> str:
    """A few letters that stand for what a policy says, by which a file tells what its author has seen. A site-wide one
    is for those groups, None for all there are.
    """
    groups = None if of_groups is None else sorted(of_groups)
    return hashlib.sha256(canonical([words_of(terms), groups, is_ended])).hexdigest()[:16]


_AT_THE_TOP = re.compile(r"[\"']?\w+[\"']?\s*:")
_DASH = re.compile(r"( *)-(\s|$)")
_COMMENT = re.compile(r"( *)#")


def lines_of(text: str, starts: Sequence[int]) -> list[str]:
    """The lines of a file that belong to each of its policies, which begin at the lines `starts`, with the comments
    above them.
    """
    lines = text.splitlines()
    firsts = [_first(lines, start) for start in starts]
    ends = [_first(lines, number) for number, line in enumerate(lines, 1) if _AT_THE_TOP.match(line)]
    found = []
    for start, first in zip(starts, firsts, strict=True):
        after = min((one for one in (*firsts, *ends) if one > start), default=len(lines) + 1)
        found.append("\n".join(lines[first - 1 : after - 1]).rstrip()[:MOST_TEXT])
    return found


def _first(lines: Sequence[str], start: int) -> int:
    """The line at which something begins whose first value is on the line `start`: with its dash, and the comments
    right above that are not further in.
    """
    first, before = start, lines[start - 2] if start > 1 else ""
    if not _DASH.match(lines[start - 1]) and _DASH.match(before) and _DASH.sub("", before).lstrip()[:1] in {"", "#"}:
        first -= 1
    inset = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    while first > 1 and (comment := _COMMENT.match(lines[first - 2])) and len(comment[1]) <= inset:
        first -= 1
    return first
