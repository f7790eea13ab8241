"""What stops the reading of a barcode: never what it says, only what is no such barcode at all."""

from __future__ import annotations


class BarcodeError(ValueError):
    """The content is not what it was given as: what was given, why it cannot be read, what to do.

    `template` is what is translated, and `params` fill it; characters of the input that do not print are left out.
    """

    def __init__(self, template: str, /, **params: str | int) -> None:
        params = {name: _printable(value) for name, value in params.items()}
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


def _printable(value: str | int) -> str | int:
    return "".join(one if one.isprintable() else "·" for one in value) if isinstance(value, str) else value
