# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.schemas.budgets import MATCH_SECONDS, Budget, BudgetSpentError, spending, within
from omero_forms.domain.schemas.formats import FORMATS
from omero_forms.domain.schemas.patterns import PatternError, compile_pattern


def matches(pattern: str, text: str, seconds: float = 5) -> bool:
    return Budget(seconds).matches(compile_pattern(pattern), pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^\d+$", "12", True),
        (r"^\d+$", "٣", False),
        (r"^\d+$", "12\n", False),
        (r"\w", "é", False),
        (r"^\W$", "é", True),
        (r"^[\D]$", "a", True),
        (r"^[\W]+$", "é-", True),
        (r"^[^\d]+$", "ab", True),
        (r"^\p{L}+$", "éa", True),
        (r"^\P{L}+$", "12", True),
        (r"\bfoo\b", "a foo b", True),
        (r"\bfoo\b", "afoo", False),
        (r"\Boo", "foo", True),
        (r"^.$", "\n", False),
        (r"^.$", "😀", True),
        (r"^\u{1F600}$", "😀", True),
        (r"^\uD83D\uDE00$", "😀", True),
        (r"^\x41\t$", "A\t", True),
        (r"^[\b]$", "\b", True),
        ("^[^]$", "\n", True),
        ("^[]$", "", False),
        ("^[a&&b]+$", "&", True),
        ("^[[]$", "[", True),
        ("^[a-]$", "-", True),
        ("^[-a]$", "-", True),
        ("^[!-~]+$", "Az", True),
        (r"^\/\.\-x$", "/.-x", True),
        ("a{,3}", "a{,3}", True),
        ("(a{e<=1})", "b", False),
        ("^a{2,3}?$", "aaa", True),
        (r"^(?<y>a)\k<y>$", "aa", True),
        (r"^(a)\1$", "aa", True),
        ("(?<=a)b(?!c)", "abd", True),
        ("^]$", "]", True),
        ("^[A-Z]{3}-[0-9]{4}$", "ABC-1234", True),
    ],
)
def test_a_pattern_means_what_it_means_in_a_browser(pattern, text, expected):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "[a", "\\", "a**", "a++", "a*+", "a{2}{3}", "(?i)a", "(?>a)", "(?P<n>a)", "(?#c)", r"\Z", r"\A", r"\K",
        r"\R", r"\X", r"\L<x>", r"\N{DIGIT ONE}", r"\k<none>", r"\2", r"\u{110000}", r"\uD800", r"[\B]", "[z-a]", "a" * 10_001,
        "(" * 900 + ")" * 900, r"\p{NoSuchThing}",
    ],
)  # fmt: skip
def test_what_a_browser_would_not_take_is_refused(pattern):
    with pytest.raises(PatternError, match=r"^[A-Z\\].*\.$"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["a{10001}", "(?:a{100}){101}", "((a{30}){30}){30}", "[ab]{9999}ccc(d)e{2}", "(a{999999}){999999}"]
)  # fmt: skip
def test_what_unrolls_to_more_than_memory_holds_is_refused(pattern):
    with pytest.raises(PatternError, match="10000 times"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^.{0,999999}$", "^.{1,4000}$", "^[A-Z]{3}-[0-9]{4,}$", "a{10000}", "(?:a{100}){100}", "(a|b){0,9}{"]
)  # fmt: skip
def test_what_is_repeated_at_most_so_often_is_not(pattern):
    assert compile_pattern(pattern)


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_refused(text):
    try:
        compiled = compile_pattern(text)
    except PatternError:
        return
    Budget(5).matches(compiled, text, text)


HOSTILE = [
    ("(a+)+$", "a" * 5000 + "!"),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 100_000),
    ("(a|aa)+$", "a" * 60 + "!"),
    ("(?=(a+)+b)", "a" * 100_000),
    ("^(a?){60}a{60}$", "a" * 59),
    (r"^(\w+\s?)*$", "word " * 40 + "!"),
    (r"(.*a){25}", "b" * 500),
    (r"^([^@]+)*@", "x" * 300),
]


@pytest.mark.parametrize(("pattern", "text"), HOSTILE, ids=[pattern for pattern, _ in HOSTILE])
def test_no_pattern_holds_a_process_longer_than_its_share(pattern, text):
    began = time.process_time()
    with suppress(BudgetSpentError):
        matches(pattern, text)
    assert time.process_time() - began < MATCH_SECONDS + 1


def test_a_hostile_pattern_is_really_stopped_by_the_limit():
    with pytest.raises(BudgetSpentError) as spent:
        matches("(a|aa)+$", "a" * 60 + "!")
    assert spent.value.pattern == "(a|aa)+$"


def test_a_budget_is_spent_when_its_time_has_passed():
    now = [0.0]
    budget = Budget(2, clock=lambda: now[0])
    budget.check()
    now[0] = 2.5
    with pytest.raises(BudgetSpentError):
        budget.check()
    with pytest.raises(BudgetSpentError):
        budget.matches(compile_pattern("a"), "a", "a")


def test_what_is_checked_inside_goes_by_the_clock_of_what_stands_around_it():
    now = [0.0]
    with spending(Budget(10, clock=lambda: now[0])):
        inner = within(3)
        now[0] = 2.5
        inner.check()
        now[0] = 3.5
        with pytest.raises(BudgetSpentError):
            inner.check()


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_takes_long_for_long_text(name):
    began = time.process_time()
    for text in ("a" * 1_000_000, "1:" * 500_000, "@" * 1_000_000, "a-" * 500_000):
        FORMATS[name](text)
    assert time.process_time() - began < 2
