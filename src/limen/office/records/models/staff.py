"""Who serves where: accounts, posts, and duties (a role held at a post, for a time, in a compartment)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from limen.office.records.models.row import Row, new_key, this_node
from limen.vocabulary.person import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by the name it signs in with."""


class Account(AbstractBaseUser):
    """A person who serves: signs in, holds duties, is named on every act."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    node = models.CharField(max_length=40, default=this_node, editable=False)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    number = models.CharField(max_length=30)  # the officer's number that a person may ask for (SBC 8(5))
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # made by the demo: refused outside the demo database
    made_at = models.DateTimeField()
    interests = models.JSONField(default=dict)  # names of the family and addresses: whom no act on a list may concern

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.full_name


class Post(Row):
    """A place where people may cross, with its law and its mode."""

    class Mode(models.TextChoices):
        """Whether notices may be served in earnest (DESIGN §9.1)."""

        PRACTICE = "practice"
        SERVICE = "service"

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    authority = models.CharField(max_length=160)
    country = models.CharField(max_length=3)
    zone = models.CharField(max_length=60)
    pack = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PRACTICE)
    register_from = models.DateField()  # "no earlier stays" is known only from here on (DESIGN §9.4)
    particulars = models.JSONField(default=dict)  # what notices name: appeal authority, days, contact points

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=["practice", "service"]), name="post_mode_known"),
        ]


class Duty(Row):
    """A role an account holds at a post, from and until, in a compartment."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duties")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    compartment = models.CharField(max_length=40, default="", blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "post", "role", "compartment"], name="duty_once"),
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="duty_role_known"),
        ]
