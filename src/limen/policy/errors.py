"""What can go wrong in this room: one small tree, each error with what, why and what to do."""

from __future__ import annotations


class PolicyError(ValueError):
    """A pack, facts, movements or a day that the law cannot be asked with."""


class NotInForceError(PolicyError):
    """A day of which the pack says nothing: no version of the rules governs it. Nothing may be read from silence."""
