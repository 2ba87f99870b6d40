"""The version of this library, named in every decision."""

VERSION = "0.1.0"
