"""A page without its words: what axe judges of it, taken apart into pieces, so that the same piece is judged once.

A piece is a section, a form, a dialog, a list of keys …, with every element in it, its class, role, type, state and
language, whether it has a name or any text, and the order they stand in; words, addresses and numbers are left out, and
rows of one outline that follow each other count as one or as many. Colours, names, roles, nesting and order are all axe
asks about within a piece. What it asks across pieces is kept beside them: the order of headings and landmarks, as one
piece of their own, and ids, which are compared on every page (`broken_references`).

>>> read('<ul><li>a</li><li>b</li></ul>').pieces() == read('<ul><li>c</li><li>d</li><li>e</li></ul>').pieces()
True
>>> read('<p id="a"></p><p id="a" aria-labelledby="b"></p>').broken_references()
['id a twice', 'aria-labelledby names b']
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
# Attributes whose words matter to axe; of all others only that they are there, and whether they are empty.
KEPT = frozenset(
    [
        "class",
        "role",
        "type",
        "lang",
        "dir",
        "tabindex",
        "hidden",
        "open",
        "disabled",
        "aria-hidden",
        "aria-disabled",
        "aria-current",
        "aria-pressed",
        "aria-invalid",
        "aria-expanded",
        "autocomplete",
        "scope",
        "colspan",
    ]
)
PIECES = frozenset(
    [
        "header",
        "nav",
        "aside",
        "section",
        "article",
        "form",
        "dialog",
        "details",
        "table",
        "ul",
        "ol",
        "dl",
        "svg",
        "fieldset",
    ]
)
# The attributes that the stylesheet chooses by; what stands first or last in a row has no colour of its own.
COLOURING = KEPT - {"lang", "dir", "tabindex", "autocomplete", "scope", "colspan"}
FRAME = frozenset(["h1", "h2", "h3", "h4", "main", "nav", "aside", "header", "section"])
REFERENCES = ("aria-labelledby", "aria-describedby", "for")


@dataclass(slots=True)
class Node:
    """One element: what it is, what it says of itself, whether it has words of its own."""

    tag: str
    given: dict[str, str]
    children: list[Node] = field(default_factory=list)
    words: bool = False

    def outline(self, apart: list[str]) -> str:
        """The element and everything in it as one line; the pieces in it are put `apart`, their place marked."""
        said = " ".join(f"{name}={self._kept(name)}" for name in sorted(self.given))
        inner: list[str] = []
        for child in self.children:
            line = child.outline(apart)
            if inner[-2:] != [line, line]:
                inner.append(line)
        whole = f"<{self.tag} {said}{' …' if self.words else ''}>{''.join(inner)}</>"
        if self.tag not in PIECES:
            return whole
        apart.append(whole)
        return f"<{self.tag}/>"

    def _kept(self, name: str) -> str:
        value = self.given[name]
        return value if name in KEPT else "…" if value.strip() else ""


@dataclass(slots=True)
class Outlined:
    """A page as it was sent."""

    root: Node
    title: str
    links: list[str]
    every: list[Node]

    def pieces(self) -> frozenset[str]:
        """The pieces of the page, each as a digest; the headings and landmarks in their order are one of them."""
        apart: list[str] = []
        apart.append(self.root.outline(apart))
        frame: list[str] = []
        for node in self.every:
            if node.tag in FRAME or node.given.get("role") in ("region", "search", "status", "alert"):
                line = f"{node.tag} {node.given.get('role', '')} {'aria-label' in ' '.join(node.given)}"
                if frame[-2:] != [line, line]:
                    frame.append(line)
        return frozenset(hashlib.sha256(one.encode()).hexdigest() for one in [*apart, "|".join(frame)])

    def colours(self) -> frozenset[int]:
        """What the colours on the page follow from: each element with words, as it stands in what encloses it."""
        found: set[int] = set()
        stack = [(self.root, 0)]
        while stack:
            node, above = stack.pop()
            here = hash((above, node.tag, *sorted((name, node.given[name]) for name in COLOURING & set(node.given))))
            if node.words or node.tag in VOID:
                found.add(here)
            stack += [(child, here) for child in node.children]
        return frozenset(found)

    def broken_references(self) -> list[str]:
        """Ids that stand twice, and labels and descriptions that name none."""
        ids = [node.given["id"] for node in self.every if "id" in node.given]
        twice = [f"id {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
        named = [(name, one) for node in self.every for name in REFERENCES for one in node.given.get(name, "").split()]
        return twice + [f"{name} names {one}" for name, one in named if one not in ids]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]
        self.every: list[Node] = []
        self.links: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        self.every.append(node)
        if tag == "a" and "href" in node.given:
            self.links.append(node.given["href"])
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        # Elements that HTML closes by itself (p, li, td) end with whatever encloses them.
        while len(self.open) > 1 and tag in {node.tag for node in self.open[1:]}:
            if self.open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.open[-1].words = True
            if self.open[-1].tag == "title" and not self.title:
                self.title = " ".join(data.split())


def read(html: str) -> Outlined:
    """Read a page as it was sent."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Outlined(reader.open[0], reader.title, reader.links, reader.every)
