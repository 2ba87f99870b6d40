"""What every part of a profile shares: missing is not null, unknown keys are refused, contradictions are said one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

T = TypeVar("T")


class _NotNull:
    """Takes ``null`` out of a field whose default is None: None then stands for *missing*, and only for that."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


Given = Annotated[T | None, _NotNull()]
"""A value that may be missing (None) but, where the key is there, is never ``null``."""

Many = Annotated[tuple[T, ...] | None, _NotNull(), Field(strict=False, max_length=200)]
"""A list that may be missing (None = unknown); ``[]`` declares that there is none."""


class Contradiction(NamedTuple):
    """Two statements that cannot both hold: where to look, the id of the message, its parameters."""

    at: tuple[str | int, ...]
    id: str
    params: dict[str, Any]


class Declared(BaseModel):
    """A part of a profile. Frozen; lists are tuples.

    A key that was not given and a key given as ``null`` both read as None; :meth:`known` tells them apart.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True)

    def known(self, name: str) -> bool:
        """Whether the person answered ``name`` at all, be it with ``null`` or ``[]`` (contract C01).

        >>> from openentry.profile import Education
        >>> Education(eca=None).known("eca"), Education().known("eca")
        (True, False)

        A name that no key bears is a KeyError: a mistake in the code.
        """
        if name in self.__pydantic_fields_set__:
            return True
        if name not in type(self).model_fields:
            raise KeyError(name)
        return False

    def declared(self) -> dict[str, Any]:
        """What was given, as the JSON a person would write: missing keys stay missing, ``null`` stays ``null``.

        ``Profile.model_validate(profile.declared()) == profile`` always holds.
        """
        return self.model_dump(mode="json", exclude_unset=True)

    def contradictions(self) -> Iterable[Contradiction]:
        """The statements inside this part that cannot both hold. Parts that have such rules override this."""
        return ()

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """``obj`` as this part of a profile.

        Raises pydantic's ``ValidationError``, in which each error has the id of one of this library's messages as its
        ``type``, the parameters as its ``ctx`` and the English sentence as its ``msg``. What the person wrote is not
        repeated in it beyond 40 characters.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            from openentry.profile.problems import explained

            raise explained(error) from None

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        found = list(self.contradictions())
        if found:
            raise ValidationError.from_exception_data(
                type(self).__name__,
                [InitErrorDetails(type=PydanticCustomError(c.id, c.id, c.params), loc=c.at, input=None) for c in found],
                hide_input=True,
            )
        return self
