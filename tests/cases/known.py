# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known to be wrong: the test, and why. Each is expected to fail, and told when it does not any more."""

KNOWN: dict[str, str] = {
    "in_the_page: 13-booleans-and-numbers-with-titles": "choices without a type",
    "in_the_page: 13-booleans-and-numbers-with-titles-1": "choices without a type",
    "in_the_page: 13-booleans-and-numbers-with-titles-2": "choices without a type",
    "in_the_page: 13-booleans-and-numbers-with-titles-3": "choices without a type",
    "in_the_page: 18-if-then-default-nested-2": "defaults in branches",
    "in_the_page: 20-hidden-const-and-agreement": "consent is preset",
    "in_the_page: 50-null-field": "opening makes a draft",
    "in_the_page: 67-default-against-the-schema-1": "defaults against the schema",
    "sending_in_the_page: test_a_change_message_that_is_too_long_is_told_its_limit": "the limit is not told",
}
