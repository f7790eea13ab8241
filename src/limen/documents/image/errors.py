"""What stops a page from being looked at: never what it shows, only what is no picture, or too large to open safely."""

from __future__ import annotations


class ImageError(ValueError):
    """The input is no picture of a page: what was given, why it cannot be looked at, what to do.

    `template` is what is translated, and `params` fill it.
    """

    def __init__(self, template: str, /, **params: str | int) -> None:
        super().__init__(template.format_map(params) if params else template)
        self.template, self.params = template, params


class MissingPartError(RuntimeError):
    """A package of the extra `image` is not installed; `package` names it. Readers turn it into a finding."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed: install limen with its extra `image`")
        self.package = package
