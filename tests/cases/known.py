# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known to be wrong: the test, and why. Each is expected to fail, and told when it does not any more."""

KNOWN: dict[str, str] = {
    "sending_in_the_page: test_a_change_message_that_is_too_long_is_told_its_limit": "the limit is not told",
}
