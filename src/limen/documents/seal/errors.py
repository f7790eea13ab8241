"""What stops the reading of a seal: never what it says, only what is no seal at all."""

from __future__ import annotations


class SealError(ValueError):
    """The bytes or the text are no seal: what was given, why it cannot be read, what to do.

    `template` is what is translated, and `params` fill it; characters of the input that do not print are left out.
    `raw` is what the parser itself complained of.
    """

    def __init__(self, template: str, /, *, raw: str = "", **params: str | int) -> None:
        params = {name: _printable(value) for name, value in params.items()}
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params, self.raw = template, params, raw


def _printable(value: str | int) -> str | int:
    return "".join(one if one.isprintable() else "·" for one in value) if isinstance(value, str) else value
