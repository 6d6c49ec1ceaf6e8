# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a form came from, by the sources that its record names."""

from __future__ import annotations

from omero_forms.domain.library import Edition, Entry, Origin, origin_of, source_of


def entry(*editions: str) -> Entry:
    numbered = tuple(Edition(number, schema, "{}") for number, schema in enumerate(editions, 1))
    return Entry("slides", "Slides", "", "A guideline", "https://example.org", "CC BY 4.0", "For slides.", 3, numbered)


def test_the_source_of_a_form_is_the_newest_edition_with_the_digest_of_its_schema():
    assert source_of(entry("a", "b")) == {
        "name": "library/slides",
        "version": 2,
        "sha256": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
    }


def test_a_form_is_told_of_an_edition_that_is_newer_than_its_own_and_of_no_other():
    shelf = {"slides": entry("a", "b")}
    assert origin_of([{"name": "library/slides", "version": 1}], shelf) == Origin("slides", 1, 2)
    assert origin_of([{"name": "library/slides", "version": 2}], shelf) == Origin("slides", 2, None)
    assert origin_of([{"name": "library/slides", "version": 3}], shelf) == Origin("slides", 3, None)
    assert origin_of([{"name": "library/gone", "version": 1}], shelf) == Origin("gone", 1, None)
    assert origin_of([{"name": "module/slides", "version": 1}], shelf) is None
    assert origin_of([], shelf) is None
