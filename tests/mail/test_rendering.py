# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a digest says, word by word where words are a promise."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from omero_forms.domain.digests.shapes import DigestGroup, FormLack, MemberDigest, NotTold, OwnerDigest
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import PolicyTerms, Requirement, TellMember
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType
from omero_forms.mail import layout
from omero_forms.mail.digest import digest_words
from omero_forms.mail.layout import Mail
from omero_forms.mail.new_policies import asks
from omero_forms.mail.parts import MailSettings
from omero_forms.mail.samples import (
    EVALUATED,
    GROUP,
    IMAGING,
    LIVE,
    SAMPLE,
    SETTINGS,
    SOON,
    member_digest,
    member_row,
    owner_digest,
    person,
    row,
    section,
)
from omero_forms.services.mails.digest.compose import DIGEST


class Text(HTMLParser):
    """Words and links of an HTML part; notes tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def render_digest(member: MemberDigest | None, owner: OwnerDigest | None, settings: MailSettings) -> Mail:
    """The digest of what a person is told in their two capacities."""
    return DIGEST.write(digest_words(member, owner, settings))


def read(mail: Mail) -> Text:
    """The HTML part, parsed."""
    parsed = Text()
    parsed.feed(mail.html)
    parsed.close()
    assert parsed.open == []
    return parsed


def words(mail: Mail) -> str:
    """The words of the HTML part in one line."""
    return " ".join(" ".join(read(mail).words).split())


def test_a_members_mail_has_the_words_of_the_mock() -> None:
    mail = render_digest(member_digest(), None, SETTINGS)

    assert mail.subject == "[OMERO] 3 datasets need metadata (was 5); 1 due Friday"
    text = " ".join(mail.text.split())
    assert "3 of your datasets need metadata. A week ago it was 5." in text
    assert "The next date is Fri 27 Nov 2026, in 4 days." in text
    assert "NEWLY FAILING (1)" in text
    assert "Missing. One of Live-cell conditions and Fixed-cell preparation is needed; neither has answers." in text
    assert "Was due Fri 20 Nov 2026, 3 days ago." in text
    assert "STILL OPEN (1 of 1)" in text
    assert "Open for 19 days, since Wed 4 Nov 2026." in text
    assert "2 datasets of yours lack metadata that is only recommended; the Forms panel of each says which." in text
    assert text.count("recommended") == words(mail).count("recommended") == 1
    assert "How often: on Mondays at 08:00, only when something is open." in text
    assert (
        "Whom to ask: Jonas Weber for Membrane Traffic, Elena Rossi for Chromatin Dynamics, or "
        "forms@example.org." in text
    )
    for line in mail.text.splitlines():
        assert len(line) <= 76 or "http" in line


def test_text_and_html_name_the_same_objects_and_the_same_links() -> None:
    mail = render_digest(member_digest(), owner_digest(), SETTINGS)

    in_text = re.findall(r"https://\S+", mail.text)
    assert sorted(read(mail).links) == sorted(in_text)
    assert in_text == [
        "https://omero.example.org/omero_forms/mine/",
        "https://omero.example.org/omero_forms/?id=20388&type=dataset",
        "https://omero.example.org/omero_forms/?id=20433&type=dataset&form=fimg",
        "https://omero.example.org/omero_forms/?id=20102&type=dataset&form=fsab",
        "https://omero.example.org/omero_forms/dashboard/?group=53",
        "https://omero.example.org/omero_forms/preferences/",
    ]
    for name in (
        "clathrin_TIRF_11",
        "Rab5_endosomes_14",
        "laminB1_SIM_07",
        "TIRF_09",
        "Hugo Marin",
    ):
        assert name in words(mail)
        assert name in mail.text


def test_an_owners_mail_has_the_words_of_the_mock() -> None:
    mail = render_digest(None, owner_digest(), SETTINGS)

    assert mail.subject == ("[OMERO] Chromatin Dynamics: 74 datasets past due (was 79); 3 members above 3")
    text = " ".join(mail.text.split())
    assert "3 of 9 members have more than 3 datasets past due" in text
    assert "Ben Okafor 31 28 6 Mon 23 Nov 2026 more than last time" in text
    assert "Hugo Marin 5 2 2 not told: no e-mail address newly above 3" in text
    assert "3 more datasets are past due: Anna Keller has 2 and Sofia Lund has 1." in text
    assert "Sample and antibodies 58 of 347 datasets" in text
    assert "Hugo Marin has no e-mail address in OMERO, so nobody has told them." in text
    assert "347 of 347 datasets checked, no errors." in text
    assert "Elena Rossi, a week ago it was 79." in words(mail)


def test_owners_are_told_why_objects_could_not_be_checked_and_that_a_later_run_failed() -> None:
    reasons = tuple(f"Policy {number}: Form {number} is retired." for number in range(5))
    group = replace(GROUP, errors=12, reasons=reasons, failed="OMERO did not answer.")
    text = " ".join(render_digest(None, owner_digest(section(group=group)), SETTINGS).text.split())
    assert "335 of 347 datasets checked, 12 could not be checked." in text
    assert "Policy 0: Form 0 is retired. Policy 1: Form 1 is retired." in text
    assert "Form 3" not in text
    assert "There are 2 more reasons." in text
    assert "A later evaluation failed: OMERO did not answer." in text


def test_one_mail_for_somebody_who_is_both_says_both() -> None:
    mail = render_digest(member_digest(), owner_digest(), SETTINGS)

    assert "3 datasets need metadata" in mail.subject
    assert "Chromatin Dynamics: 74 datasets past due" in mail.subject
    assert mail.text.count("Why you get this:") == 2
    assert mail.text.count("How often:") == 1


def test_a_first_mail_compares_with_nothing_and_one_dataset_is_one_dataset() -> None:
    only = member_digest(
        open_count=1,
        was=None,
        was_on=None,
        newly_failing=(),
        due_soon=(SOON,),
        still_open=(),
        fixed=(),
    )
    mail = render_digest(only, None, SETTINGS)

    assert mail.subject == "[OMERO] 1 dataset needs metadata; 1 due Friday"
    assert "was" not in mail.subject
    assert "Still open" not in words(mail)
    assert "FIXED" not in mail.text
    assert "Fill in Imaging acquisition" in words(mail)


def test_a_cut_list_says_of_how_many() -> None:
    mail = render_digest(member_digest(still_open_total=25), None, SETTINGS)
    assert "STILL OPEN (1 of 25)" in mail.text
    assert "Still open 1 of 25" in words(mail)


def size(mail: Mail) -> int:
    return len(mail.text.encode()) + len(mail.html.encode())


def test_an_owners_mail_stays_small_however_many_members_forms_and_groups_there_are() -> None:
    rows = tuple(
        member_row(number, f"Member {number}", 1000 - number, 2, 0, None, NotTold.NO_ADDRESS) for number in range(900)
    )
    lacks = tuple(FormLack(f"f{number}", f"Form {number}", 900 - number) for number in range(50))
    crowded = section(above=rows, others=(), lacks=lacks)
    one = render_digest(None, owner_digest(crowded), SETTINGS)
    for text in (words(one), re.sub(r"\s+", " ", one.text)):
        assert "20 of 900, most first" in text
        assert "880 more members are in the group's report." in text
        assert "30 more forms are in the group's report." in text
        assert "Member 19" in text
        assert "Member 20" not in text
    assert size(one) < 60_000
    groups = tuple(
        replace(crowded, group=DigestGroup(number, f"Group {number}", frozenset(), frozenset(), EVALUATED, 9))
        for number in range(300)
    )
    many = render_digest(None, owner_digest(*groups), SETTINGS)
    assert many.subject == "[OMERO] 300 of your groups have members who need a reminder"
    assert "290 more of your groups have members who need a reminder; the report has them all." in words(many)
    assert size(many) < 400_000


def test_a_members_mail_names_so_many_objects_and_says_of_how_many() -> None:
    newly = tuple(row(number, f"Dataset {number}", Status.MISSING, IMAGING) for number in range(5000))
    digest = member_digest(newly_failing=newly, open_count=5000, fixed=tuple(map(str, range(70))))
    mail = render_digest(digest, None, SETTINGS)
    assert "20 of 5,000" in words(mail)
    assert "4,980 more are not listed here; the page My data has them all." in words(mail)
    assert "20 of 70" in words(mail)
    assert size(mail) < 60_000


def test_names_cannot_forge_headers_lines_or_markup() -> None:
    evil = "x\r\nBcc: all@example.org\n\n<script>alert(1)</script> & \u2028co{{7*7}}{% debug %}\"'><img src=x onerror=alert(1)>"
    digest = member_digest(newly_failing=(row(1, evil, Status.MISSING, ("fevl", evil)),), person=person(7, evil))
    group = DigestGroup(53, evil, frozenset({1}), frozenset(), EVALUATED, 2)
    mail = render_digest(digest, owner_digest(section(group=group)), SETTINGS)

    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert not [line for line in mail.text.splitlines() if line.startswith("Bcc")]
    assert "<script>" not in mail.html
    assert "<img" not in mail.html
    assert "{{7*7}}{% debug %}" in mail.text
    assert all(link.startswith("http") for link in read(mail).links)
    assert "&lt;script&gt;" in mail.html


def test_without_an_address_of_the_site_there_are_no_links() -> None:
    mail = render_digest(member_digest(), owner_digest(), replace(SETTINGS, forms_url=""))
    assert read(mail).links == []
    assert "http" not in mail.text


def test_who_is_told_as_an_admin_is_told_why() -> None:
    mail = render_digest(None, owner_digest(as_admin=frozenset({53})), SETTINGS)
    assert "you are an admin of OMERO" in " ".join(mail.text.split())


def test_where_policies_tell_no_member_the_owner_is_told_so() -> None:
    quiet = section(above=(member_row(2, "Ben Okafor", 31, 28, 6, None, NotTold.POLICY),), others=())
    text = " ".join(render_digest(None, owner_digest(quiet), SETTINGS).text.split())
    assert "not told: the policies tell no member" in text
    assert "Members are not told by these policies, so please tell them yourself." in text


def test_forms_of_which_one_is_enough_are_one_line_of_what_is_lacking() -> None:
    either = FormLack("fliv", "Live-cell conditions", 9, ("Fixed-cell preparation",))
    mail = render_digest(None, owner_digest(section(lacks=(either,), lack_several=0)), SETTINGS)
    line = "One of Live-cell conditions and Fixed-cell preparation"
    assert f"{line} 9 of 347 datasets" in " ".join(mail.text.split())
    assert f"{line} : 9 of 347 datasets" in words(mail).replace(":", " :")
    assert "more than one of them" not in mail.text


@pytest.mark.parametrize(
    ("status", "lacking", "requirement", "versions", "sentence"),
    [
        (Status.MISSING, (IMAGING,), Requirement.ALL_OF, (), "Imaging acquisition has no answers."),
        (
            Status.MISSING,
            (IMAGING, SAMPLE),
            Requirement.ALL_OF,
            (),
            "Imaging acquisition and Sample and antibodies have no answers.",
        ),
        (
            Status.INVALID,
            (SAMPLE,),
            Requirement.ALL_OF,
            (("fsab", 1),),
            "The answers to Sample and antibodies, version 1, do not fit any version that counts.",
        ),
        (
            Status.MISSING,
            (SAMPLE, IMAGING),
            Requirement.ALL_OF,
            (("fsab", 1),),
            "Imaging acquisition has no answers. Sample and antibodies has answers for version 1, "
            "which no longer counts.",
        ),
        (
            Status.OUTDATED,
            (LIVE, SAMPLE, IMAGING),
            Requirement.ONE_OF,
            (("fsab", 1),),
            "One of Live-cell conditions, Sample and antibodies and Imaging acquisition is needed. "
            "Sample and antibodies has answers for version 1, which no longer counts.",
        ),
    ],
)
def test_what_is_lacking_is_said_form_by_form(
    status: Status,
    lacking: tuple[tuple[str, str], ...],
    requirement: Requirement,
    versions: tuple[tuple[str, int], ...],
    sentence: str,
) -> None:
    one = row(1, "data", status, *lacking, requirement=requirement, versions=versions)
    mail = render_digest(member_digest(newly_failing=(one,)), None, SETTINGS)
    assert sentence in words(mail)
    assert sentence in " ".join(mail.text.split())


def test_a_mail_of_nothing_is_not_made() -> None:
    with pytest.raises(ValueError, match="something to tell"):
        render_digest(None, None, SETTINGS)


def test_links_of_all_mails_look_as_the_styles_say() -> None:
    templates = Path(layout.__file__).parents[1] / "templates/omero_forms/mail"
    links = [link for file in templates.rglob("*.html") for link in re.findall(r"<a [^>]*>", file.read_text())]
    assert links
    assert [link for link in links if not re.search(r"\{\{ style\.(link|button) \}\}", link)] == []


def test_names_of_days_and_months_follow_no_locale() -> None:
    """As those of strftime would: that of whoever started the worker."""
    terms = PolicyTerms(
        group_id=1,
        name="Backlog",
        object_type=ObjectType.DATASET,
        selector=EVERYTHING,
        requirement=Requirement.ALL_OF,
        forms=(),
        grace_days=0,
        start=None,
        tell_member=TellMember.NEVER,
        tell_owner_above=None,
        deadline=date(2026, 12, 4),
    )
    assert asks(terms, ["Metadata"]) == "Every dataset needs Metadata by Fri 4 Dec 2026."
    code = Path(layout.__file__).parents[1].rglob("*.py")
    assert [file.name for file in code if re.search(r"%[aA]\b|%d %[bB]\b", file.read_text())] == []
