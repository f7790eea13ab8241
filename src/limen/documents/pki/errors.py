"""What stops the reading of certificates, lists and security objects: never what they say, only what they are not."""

from __future__ import annotations


class PkiError(ValueError):
    """The bytes are not what they were given as: what was given, why it cannot be read, what to do.

    `template` is what is translated, and `params` fill it; `raw` is what the parser itself complained of.
    """

    def __init__(self, template: str, /, *, raw: str = "", **params: str | int) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params, self.raw = template, params, raw
