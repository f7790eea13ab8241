"""What stops a reading or a writing: never what a document says, only what is no MRZ at all."""

from __future__ import annotations


class MrzError(ValueError):
    """The input is no machine readable zone: what was given, why it cannot be read, what to do.

    `template` is what is translated, and `params` fill it.
    """

    def __init__(self, template: str, /, **params: str | int) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


class UnprintableError(MrzError):
    """A document that its format cannot print, such as a ten-character passport number."""
