"""A person with an account."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A person who signs in with ``email``."""
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """By address, whatever its capitals."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``public_id`` names them everywhere outside this table; nothing they declare stands here."""

    class Role(models.TextChoices):
        """What somebody may do."""

        CANDIDATE = "candidate"
        OFFICER = "officer"
        PROVINCE = "province"
        JOB_BANK = "job_bank"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CANDIDATE)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)
    #: Sessions begun before this moment are over (sign out everywhere).
    sessions_from = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return str(self.public_id)


class Recovery(models.Model):
    """Somebody asked for a way back into an account to which every way is lost. Nothing can be done with it before ``due_at``;
    until then every address of the account knows of it, and whoever reads one of them, or is signed in, can stop it."""

    class Stopped(models.TextChoices):
        """By what it was stopped."""

        ACCOUNT = "account"
        MAIL = "mail"
        TIME = "time"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254)  # one of the account's, to which the way back is sent
    origin = models.CharField(max_length=300)  # https://host, where it was asked: links in mails lead there
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    over_at = models.DateTimeField()
    stop_hash = models.CharField(max_length=64)
    finish_hash = models.CharField(max_length=64, blank=True)  # none before it is due
    due_told_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=10, choices=Stopped.choices, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stop_hash"]), models.Index(fields=["finish_hash"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                name="one_recovery_a_person",
                condition=models.Q(stopped_at=None, finished_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"
