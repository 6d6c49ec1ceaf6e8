# SPDX-License-Identifier: AGPL-3.0-or-later
"""What groups require of their objects. Group ids are OMERO's."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from omero_forms.domain.policies.policy import Level, Requirement, Rule, TellMember
from omero_forms.domain.refs import OPAQUE_BYTES, ObjectType, opaque_id
from omero_forms.models.choices import choices_of
from omero_forms.models.forms import Form


def new_policy_uid() -> str:
    """An opaque id, which begins with "p"."""
    return opaque_id("p", secrets.token_bytes(OPAQUE_BYTES))


def new_site_policy_uid() -> str:
    """An opaque id, which begins with "s"."""
    return opaque_id("s", secrets.token_bytes(OPAQUE_BYTES))


class SitePolicyRow(models.Model):
    """What admins require of many groups, as its newest record says. Each of the groups has a policy of its own made of
    it, by which its objects are judged.
    """

    uid = models.CharField(max_length=16, unique=True, default=new_site_policy_uid)
    """What records call it"""
    number = models.PositiveIntegerField(default=0)
    """Of the record, in the stream of the site's policies, that made it what it is"""
    name = models.TextField(unique=True)
    groups = models.JSONField(null=True)
    """The ids of the groups that it is for; null for all there are"""
    words = models.JSONField()
    """Its terms, as `domain.policies.words` writes them; the group is none"""
    source = models.JSONField(null=True)
    """As of a policy"""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class PolicyRow(models.Model):
    """What a group requires of its objects of one type, as the newest record of it says. An ended policy stays, for its
    history.
    """

    uid = models.CharField(max_length=16, unique=True, default=new_policy_uid)
    """What records call it"""
    number = models.PositiveIntegerField(default=0)
    """Of the record, in the group's stream, that made it what it is; whoever changes it names the one that they saw"""
    group_id = models.BigIntegerField()
    group_name = models.TextField()
    name = models.TextField()
    object_type = models.CharField(max_length=16, choices=choices_of(ObjectType))
    # In the words of domain.policies.selectors; {} is everything.
    selector = models.JSONField(default=dict)
    requirement = models.CharField(max_length=16, choices=choices_of(Requirement))
    grace_days = models.PositiveIntegerField(default=0)
    start = models.DateField()
    level = models.CharField(max_length=16, choices=choices_of(Level), default=Level.REQUIRED)
    # The last day of a campaign: due for all, without grace.
    deadline = models.DateField(null=True)
    # Ids of people whose objects the policy is not about, in order.
    excluded = models.JSONField(default=list)
    # What is put on objects that comply, in the words of domain.policies.gates; null for nothing.
    gate = models.JSONField(null=True)
    tell_member = models.CharField(max_length=16, choices=choices_of(TellMember))
    tell_owner_above = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    """When it was put away, which ended it, too"""
    source = models.JSONField(null=True)
    """A `domain.policies.changes.PolicySource` where it is kept in a file, else null"""
    site_policy = models.ForeignKey(SitePolicyRow, on_delete=models.PROTECT, null=True, related_name="policies")
    """The policy for many groups that it was made of"""
    result = models.JSONField(null=True)
    """What a campaign came to when it was archived"""
    # When the last evaluation that covered it began: what is older and unknown came from elsewhere.
    evaluated_at = models.DateTimeField(null=True)
    # Of a campaign: the day of the moment that people were last told of.
    told_of = models.DateField(null=True)
    # When an exemption of all that fit a selector last began or ended: the group is then evaluated as a whole.
    excused_at = models.DateTimeField(null=True)

    class Meta:
        """One policy of its own per name and group, and one for each site-wide policy, ended ones included: applied
        again, they resume.
        """

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group_id", "name"], condition=models.Q(site_policy=None), name="forms_policy_name"
            ),
            models.UniqueConstraint(fields=["group_id", "site_policy"], name="forms_policy_of_site"),
        ]

    def __str__(self) -> str:
        return self.name


class AskedForm(models.Model):
    """One form a policy asks for, and which of its versions count."""

    policy = models.ForeignKey(PolicyRow, on_delete=models.CASCADE, related_name="forms")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=16, choices=choices_of(Rule))
    first_version = models.PositiveIntegerField(null=True)
    """the first that counts under `Rule.FROM`, else null"""

    class Meta:
        """A policy names a form once; `position` keeps the order of the YAML file."""

        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["policy", "form"], name="forms_policy_form")]

    def __str__(self) -> str:
        return f"{self.policy_id}:{self.form_id}"
