# SPDX-License-Identifier: AGPL-3.0-or-later
"""How mails say what differs: one, several, none; a group, several; an end that is near, or today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from omero_forms.domain.digests.shapes import FormLack, GroupMention, NotTold
from omero_forms.domain.policies.campaigns import Moment
from omero_forms.domain.policies.exemptions import ExemptionState
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import PolicyTerms, Requirement, TellMember
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType
from omero_forms.mail.campaign import CampaignWords, Links, Share, campaign_words
from omero_forms.mail.digest import digest_words
from omero_forms.mail.exemption import ExemptionWords, asked_words, decided_words, ending_words
from omero_forms.mail.heartbeat import heartbeat_words
from omero_forms.mail.layout import lay_out
from omero_forms.mail.new_policies import NewPolicy, asks, new_policy_words
from omero_forms.mail.samples import (
    EVALUATED,
    GROUP,
    SETTINGS,
    TODAY,
    member_digest,
    member_row,
    owner_digest,
    pulse,
    row,
    section,
)
from tests.mail.test_rendering import render_digest

LATER = date(2026, 12, 31)


def said(folder: str, words: Mapping[str, object]) -> str:
    """Subject and text, in one line."""
    mail = lay_out(f"omero_forms/mail/{folder}", words)
    return " ".join(f"{mail.subject} | {mail.text}".split())


def policies(*groups: str) -> str:
    made = [NewPolicy(f"P{number}", group, "Every image needs A.", "Ada", "") for number, group in enumerate(groups)]
    return said("policy", new_policy_words("Elena", made, ""))


def test_new_policies_are_said_of_a_group_or_of_several() -> None:
    one = policies("Conti lab")
    assert "| Elena, There is a new policy for Conti lab, which you own in OMERO. " in one
    assert "Check that it asks" in one
    assert one.endswith("you own Conti lab in OMERO, and somebody else made this.")
    assert "There are 2 new policies for Conti lab, which you own" in policies("Conti lab", "Conti lab")
    several = policies("Conti lab", "Rossi lab")
    assert "There are 2 new policies for groups that you own in OMERO. P0" in several
    assert "Check that they ask" in several
    assert several.endswith("you own these groups in OMERO, and somebody else made the policies.")
    assert "1 more is among the policies" in policies(*["Conti lab"] * 21)


def test_a_campaign_is_said_by_its_last_day_and_names_people_with_their_numbers() -> None:
    campaign = CampaignWords(
        policy="Backlog", group="Conti lab", asks="Every image needs A.", object_type=ObjectType.IMAGE,
        moment=Moment.WEEK, deadline=date(2026, 11, 27), today=TODAY, objects=100,
        open_of=[("אברהם כהן", 1200), *[(f"P{number}", 1) for number in range(10)]],
    )  # fmt: skip
    mail = said("campaign", campaign_words("Elena", [Share(campaign, 0, is_owner=True)], Links()))
    assert mail.startswith("[OMERO] Backlog: 1,210 images need metadata by Friday |")
    assert "open: \u2068אברהם כהן\u2069 has 1,200, P0 has 1," in mail
    assert "P8 has 1 and 1 other has the rest." in mail
    assert "page My data" in said("campaign", campaign_words("Anna", [Share(campaign, 1, is_owner=False)], Links()))


def test_an_exemption_says_whose_the_reason_is_and_by_when_something_is_due_again() -> None:
    asked = ExemptionWords(
        policy="Imaging", group="Conti lab", object_type=ObjectType.DATASET, count=None, until=LATER,
        due=date(2027, 1, 14), reason="Lot is lost.\n\nIt will be bought again.", asked_by="Grace",
    )  # fmt: skip
    mail = said("exemption", asked_words(asked, url="", is_owner=True))
    assert "excuse all datasets of Conti lab that fit a selector from the policy" in mail
    assert "THE REASON" in mail
    for state in (ExemptionState.APPROVED, ExemptionState.REFUSED, ExemptionState.ENDED):
        assert "YOUR REASON" in said("exemption", decided_words(asked, state, "Elena", "No.", url=""))
    ends = lay_out("omero_forms/mail/exemption", ending_words(asked, TODAY, url=""))
    assert "  Lot is lost.\n\n  It will be bought again.\n" in ends.text
    assert "Fill in what the policy requires by Thu 14 Jan 2027, or ask" in " ".join(ends.text.split())
    assert "| Your exemption ends today: it" in said(
        "exemption", ending_words(replace(asked, until=TODAY), TODAY, url="")
    )


def heartbeat(**changes: object) -> str:
    words = heartbeat_words("Ada", pulse(**changes), LATER, SETTINGS.zone, SETTINGS.forms_url)
    return said("heartbeat", words)


def test_a_heartbeat_never_says_that_all_works_of_groups_that_nobody_evaluated() -> None:
    nothing = {"problems": [], "failed": (), "errors": 0, "not_reached": 0, "stopped": 0}
    works = heartbeat(late=0, **nothing)
    assert "Forms work: 12 groups evaluated" in works
    # Of who has objects past due policies need not tell anybody, and of what was refused somebody was not told.
    assert "refused. Nobody whom a policy tells of objects past due was left out. Nobody used a link in a mail" in works
    assert "left out" not in heartbeat(digest_made=False, **nothing), "no mails, so nobody was told"
    one = heartbeat(late=1, **nothing)
    assert "Forms need an admin: 11 of 12 groups evaluated" in one
    assert "1 group was not evaluated since Mon 16 Nov 2026" in one
    assert "DO 1 group was not evaluated, so what is said of it is out of date." in one
    failed = heartbeat(**{**nothing, "late": 1, "failed": ("Conti lab",)})
    assert "DO The last evaluation of Conti lab failed." in failed, "which is why, so it is said once"


def test_who_is_told_of_a_group_reads_why() -> None:
    mails = {}
    stuck = section(above=(), stuck=(replace(member_row(8, "Ivo Berg", 2, 2, 0), stuck=2),))
    for name, told in (("above", section()), ("stuck", stuck)):
        for as_admin in (frozenset[int](), frozenset({53})):
            mail = render_digest(None, owner_digest(told, as_admin=as_admin), SETTINGS)
            mails[name, bool(as_admin)] = " ".join(mail.text.split())
    for (name, is_admin), text in mails.items():
        who = (
            "you are an admin of OMERO, and Chromatin Dynamics has no other owner" if is_admin else "you own Chromatin"
        )
        assert f"Why you get this: {who}" in text
        assert ("of members with more than 3 objects past due" in text) == (name == "above")
        assert ("of what stays past due for 28 days, whatever" in text) == (name == "stuck")
    assert "Nobody has more than 3 past due. Owners are also told when" in mails["stuck", False]


def test_a_members_mail_leads_to_all_that_is_open_and_says_where_to_ask_for_an_exemption() -> None:
    mail = render_digest(member_digest(), None, SETTINGS)
    assert "\nFill in all 3:\n  https://omero.example.org/omero_forms/mine/\n" in mail.text
    assert re.search(r'omero_forms/mine/"[^>]*>Fill in all 3</a>', mail.html)
    assert "Ask for an exemption: where the forms of the object are" in mail.text
    only = render_digest(member_digest(open_count=1, due_soon=(), still_open=()), None, SETTINGS)
    assert "/mine/" not in only.text + only.html, "its own forms are one click away"
    assert "its Forms panel says" in render_digest(member_digest(recommended=(("Dataset", 1),)), None, SETTINGS).html
    assert "exemption" not in render_digest(None, owner_digest(), SETTINGS).text


def test_a_long_name_widens_neither_the_page_nor_the_columns_of_others() -> None:
    long = "2026_" + "acquisition" * 20
    named = (member_row(2, long, 31, 28, 6), member_row(3, "Ben Okafor", 22, 26, 9))
    mail = render_digest(member_digest(), owner_digest(section(above=named)), SETTINGS)
    line = next(line for line in mail.text.splitlines() if "Ben Okafor" in line)
    assert len(line) < 100
    assert '<div role="main" style="word-break:break-word;overflow-wrap:anywhere;">' in mail.html
    notice = lay_out("omero_forms/mail/policy", new_policy_words(long, [NewPolicy(long, long, long, long, "")], ""))
    assert '<div role="main" style="word-break:break-word;overflow-wrap:anywhere;">' in notice.html


def test_thousands_are_parted_in_every_number_of_a_digest() -> None:
    many = member_row(2, "Ben Okafor", 4321, 5432, 6543)
    group = section(
        past_due=8765, was=9876, above=(many,), others=(many,), lacks=(FormLack("f", "A", 7654),), lack_several=3210
    )
    mail = render_digest(member_digest(open_count=1234, was=2345), owner_digest(group), SETTINGS)
    for text in (mail.subject, mail.text, re.sub(r"<[^>]*>", " ", mail.html)):
        numbers = set(re.findall(r"(?<![\d:#&;-])[1-9]\d{3}(?!\d|-\d\d)", text)) - {"2026"}
        assert not numbers, text


def test_no_name_from_right_to_left_takes_along_the_numbers_and_words_beside_it() -> None:
    """As "3 datasets past due; 1 member above 3" would be read behind the name of a group."""
    name = "مختبر דוד"
    group = replace(GROUP, name=name)
    person = replace(member_row(2, name, 31, 28, 6), stuck=1)
    of_group = section(
        group=group, above=(person,), stuck=(replace(person, not_told=NotTold.NO_ADDRESS),), others=(person,),
        lacks=(FormLack("f", name, 58, (name,)),),
    )  # fmt: skip
    own = row(1, name, Status.MISSING, ("f", name), ("g", name), group=name)
    answered = row(2, name, Status.OUTDATED, ("f", name), group=name, versions=(("f", 1),))
    mention = GroupMention(53, name, (name,), EVALUATED)
    member = member_digest(newly_failing=(own, answered), fixed=(name,), groups=(mention,))
    campaign = CampaignWords(
        policy=name, group=name, asks="Every image needs A.", object_type=ObjectType.IMAGE, moment=Moment.WEEK,
        deadline=LATER, today=TODAY, objects=100, open_of=[(name, 12)],
    )  # fmt: skip
    asked = ExemptionWords(
        policy=name, group=name, object_type=ObjectType.DATASET, count=3, until=LATER, due=LATER, reason="R.",
        asked_by=name,
    )  # fmt: skip
    terms = PolicyTerms(
        group_id=1, name=name, object_type=ObjectType.IMAGE, selector=EVERYTHING, requirement=Requirement.ALL_OF, forms=(),
        grace_days=3, start=None, tell_member=TellMember.NEVER, tell_owner_above=None,
    )  # fmt: skip
    mails = {
        "digest": digest_words(member, owner_digest(of_group), SETTINGS),
        "campaign": campaign_words(name, [Share(campaign, 1, is_owner=True)], Links()),
        "exemption": asked_words(asked, url="", is_owner=True),
        "exemption ": decided_words(asked, ExemptionState.ENDED, name, "", url=""),
        "exemption  ": ending_words(asked, TODAY, url=""),
        "heartbeat": heartbeat_words(name, pulse(failed=(name,)), LATER, SETTINGS.zone, ""),
        "policy": new_policy_words(name, [NewPolicy(name, name, asks(terms, [name, name]), name, "")], ""),
    }
    for folder, values in mails.items():
        mail = lay_out(f"omero_forms/mail/{folder.strip()}", values)
        assert name in mail.text
        for line in (mail.subject, *mail.text.splitlines(), *re.sub(r"<[^>]*>", "\n", mail.html).splitlines()):
            outside = re.sub("\u2068[^\u2069]*\u2069", "", line)
            beside = outside.replace(name, "") if name in outside else ""
            assert not re.search(r"\w", beside), (folder, line)
