# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies require of one object when it is opened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from omero_forms.domain.records.acts import Via
from omero_forms.kit.clocks import day_of
from omero_forms.models import ExemptedObject, PolicyRow
from omero_forms.services.policies.exempt.ask import ExemptionRequest
from omero_forms.services.policies.exempt.ask import ask as ask_for_exemption
from omero_forms.services.policies.exempt.decide import approve
from tests.selectors.test_reports import ask
from tests.support.counts import Counts, counts
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def test_several_policies_and_all_who_are_excused_cost_an_opened_object_what_one_policy_costs(
    facility: Facility,
) -> None:
    facility.group("c")
    facility.person("anna", "c")
    facility.person("olga", owner_of=("c",))
    filled, open_ = facility.form("c"), facility.form("c")
    target, *excused = facility.datasets("anna", "c", 4)
    facility.submit("anna", target, filled)
    once, again = facility.policy("c", filled, grace=0), facility.policy("c", open_, name="Again", grace=30)
    facility.apply(once)
    facility.evaluate("c")
    (policy,) = PolicyRow.objects.values_list("pk", flat=True)
    until = day_of(LATER) + timedelta(days=30)
    wanted = ExemptionRequest(policy_id=policy, object_ids=tuple(excused), until=until, reason="It was lost.")
    with facility.session("anna") as anna, facility.session("olga") as olga:
        approve(olga, ask_for_exemption(anna, wanted), message="", via=Via.API)
    facility.evaluate("c")

    def opened(dataset: int) -> tuple[dict[str, list[str]], Counts]:
        ask(facility, "anna", f"objects/dataset/{dataset}")
        with counts() as spent:
            forms = ask(facility, "anna", f"objects/dataset/{dataset}").body["forms"]
        return {form["id"]: [one["status"] for one in form["required_by"]] for form in forms}, spent

    def badge() -> tuple[list[str], Counts]:
        with counts() as spent:
            policies = ask(facility, "anna", f"objects/dataset/{target}/badge").body["policies"]
        return [one["status"] for one in policies], spent

    stands, of_one = opened(target)
    assert stands == {filled.id: ["compliant"], open_.id: []}
    assert (told := badge())[0] == ["compliant"]
    facility.apply(once, again)
    facility.evaluate("c")
    stands, of_two = opened(target)
    assert stands == {filled.id: ["compliant"], open_.id: ["grace"]}
    assert len(of_two.statements) == len(of_one.statements), f"{of_two}"
    statuses, spent = badge()
    assert statuses == ["grace", "compliant"]
    # Where something is owed, what was submitted of it as well.
    assert len(spent.statements) == len(told[1].statements) + 1, f"{spent}"

    begins = f'SELECT "{ExemptedObject._meta.db_table}"."exemption_id"'
    (read,) = [one for one in of_two.statements if one.startswith(begins)]
    assert '"object_id" =' in read.partition("WHERE")[2], "of all who are excused the one is read"
    stands, _spent = opened(excused[0])
    assert stands == {filled.id: ["exempt"], open_.id: ["grace"]}
