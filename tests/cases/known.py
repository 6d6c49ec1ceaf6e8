# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known to be wrong: the test, and why. Each is expected to fail, and told when it does not any more."""

KNOWN: dict[str, str] = {
    "through_the_api: 03-enum-without-entries": "the message of an empty list of choices fails",
    "through_the_api: 25-characters-counted": "decomposed text is another choice than the composed one",
    "through_the_api: 29-int64-limits-in-schema": "limits beyond 2^53 are refused at publishing",
    "through_the_api: 35-blank-text-for-required": "blank text is taken for an answer",
}
