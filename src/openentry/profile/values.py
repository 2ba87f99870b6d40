"""The kinds of single values a profile is made of: a day, a text, a number, a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import PydanticCustomError, core_schema

FIRST_YEAR, LAST_YEAR = 1900, 2200
WEEK_HOURS = 168
HIGHEST_SCORE = 999

# Control characters, line and paragraph separators, and the marks that turn the direction of a line: none belongs in a name,
# and all of them can make a letter say something else than it holds. Joiners (Persian, Hindi) stay.
_PLAIN = r"^[^\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]*$"


def refusal(message_id: str, **params: Any) -> PydanticCustomError:
    """The error for one value, by the id of its message."""
    return PydanticCustomError(message_id, message_id, params or None)


def _null_or(message_id: str, value: Any) -> PydanticCustomError:
    return refusal("error.profile.null") if value is None else refusal(message_id)


def _day(value: Any) -> date:
    if type(value) is date:
        day = value
    elif isinstance(value, str):
        # date.fromisoformat also reads 20250110 and 2025-W02-5; a profile has one way to write a day
        if len(value) != 10 or value[4] != "-" or value[7] != "-" or not value.isascii():
            raise refusal("error.profile.day.format")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            numeric = (value[:4] + value[5:7] + value[8:]).isdigit()
            raise refusal("error.profile.day.impossible" if numeric else "error.profile.day.format") from None
    else:
        raise _null_or("error.profile.day.format", value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal("error.profile.day.range", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _number(value: Any) -> Decimal:
    """A JSON number as it was typed; texts, booleans and NaN are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _null_or("error.profile.number.kind", value)
    # str() of a float is the shortest text that reads back the same: 7.5 is 7.5, and 0.1 + 0.2 shows what it is
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise refusal("error.profile.number.kind")
    return number


def _exact(number: Decimal, places: int) -> Decimal | None:
    """``number`` if it needs no more than ``places`` decimals."""
    rounded = round(number, places)
    return rounded if rounded == number else None


def _hours(value: Any) -> Decimal:
    number = _number(value)
    if not 0 < number <= WEEK_HOURS:
        raise refusal("error.profile.hours.range", most=WEEK_HOURS)
    hours = _exact(number, 2)
    if hours is None:
        raise refusal("error.profile.hours.decimals")
    return hours


def _score(value: Any) -> Decimal:
    number = _number(value)
    if not 0 <= number <= HIGHEST_SCORE:
        raise refusal("error.profile.score.range", most=HIGHEST_SCORE)
    score = _exact(number, 1)
    if score is None:
        raise refusal("error.profile.score.decimals")
    return abs(score)  # a minus zero is a zero


def _noc(value: Any) -> str:
    if not isinstance(value, str):
        a_number = isinstance(value, int) and not isinstance(value, bool)
        raise _null_or("error.profile.noc.number" if a_number else "error.profile.noc.format", value)
    if len(value) != 5 or not (value.isascii() and value.isdigit()):
        raise refusal("error.profile.noc.format")
    from openentry.law.occupations import is_unit_group

    if not is_unit_group(value):
        raise refusal("error.profile.noc.unknown", noc=value)
    return value


def _country(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 3 or not (value.isascii() and value.isalpha() and value.isupper()):
        raise _null_or("error.profile.country.format", value)
    from openentry.law.places import is_country

    if not is_country(value):
        raise refusal("error.profile.country.unknown", country=value)
    return value


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


@dataclass(frozen=True, eq=False)
class _Kind:
    """A kind of value: how it is read, how it is written as JSON (None = as it is), and how the JSON Schema describes it."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] | None
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        write = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json") if self.write else None
        return core_schema.no_info_plain_validator_function(self.read, serialization=write)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


_HOURS_SCHEMA = {"type": "number", "exclusiveMinimum": 0, "maximum": WEEK_HOURS}
_SCORE_SCHEMA = {"type": "number", "minimum": 0, "maximum": HIGHEST_SCORE}

Day = Annotated[date, _Kind(_day, date.isoformat, {"type": "string", "format": "date"})]
Hours = Annotated[Decimal, _Kind(_hours, _json_number, _HOURS_SCHEMA)]
Score = Annotated[Decimal, _Kind(_score, _json_number, _SCORE_SCHEMA)]
Noc = Annotated[str, _Kind(_noc, None, {"type": "string", "pattern": "^[0-9]{5}$"})]
Country = Annotated[str, _Kind(_country, None, {"type": "string", "pattern": "^[A-Z]{3}$"})]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PLAIN)]
Province = Literal["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]


def _all_or_some(value: Any, some: core_schema.ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, str) and value == "all":
        return value
    if isinstance(value, list | tuple):
        return some(value)
    raise _null_or("error.profile.provinces", value)


class _Provinces:
    """The text ``all``, or a list of provinces (contract C22)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        province = core_schema.literal_schema(list(get_args(Province)))
        some = core_schema.tuple_schema([province], variadic_item_index=0, max_length=200, strict=False)
        return core_schema.no_info_wrap_validator_function(_all_or_some, some, serialization=core_schema.simple_ser_schema("any"))

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": "all"}, {"type": "array", "items": {"enum": list(get_args(Province))}}]}


Provinces = Annotated[Literal["all"] | tuple[Province, ...], _Provinces()]
