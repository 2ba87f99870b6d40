"""Answers to the public questionnaire, until the day is over or a code was made of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Questionnaire."""

    dependencies: ClassVar = [("profiles", "0003_keys_and_unsent")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.JSONField(default=dict)),
                ("typed", models.JSONField(default=dict)),
                ("keys", models.JSONField(default=dict)),
                ("code", models.CharField(default="", max_length=12)),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
