"""A language nobody speaks: every marked word in ⟦ ⟧, longer and accented, so that what is not marked can be seen.

`write` puts its catalogue where an office keeps languages of its own; a browser context with
`locale="en-XA"` then reads it; `unmarked` answers what a page still says in plain English.

>>> spoken("Held until %(day)s")
'⟦Ħēłđ ūñŧīł %(day)s ~~~⟧'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Page

LANGUAGE = "en-xa"
KEPT = Path(__file__).resolve().parents[2] / "src/limen/office/console/locale/ar/LC_MESSAGES/django.po"
# What stands on pages in every language as it is: names of the product, not words.
NAMES = ("Limen",)

_ACCENTED = str.maketrans(
    "abcdefghijklnoprstuvwyzABCDEFGHIJKLNOPRSTUVWYZ", "àƀçđēƒğħīĵķłñōƥŕšŧūṽŵýžÀƁÇĐĒƑĞĦĪĴĶŁÑŌƤŔŠŦŪṼŴÝŽ"
)
_PLACE = re.compile(r"(%\(\w+\)[a-z]|%[sdifr%]|\{\w*\}|\{\{|\}\})")


def spoken(text: str) -> str:
    """A message in the language nobody speaks; what is filled in stays as it is."""
    parts = _PLACE.split(text)
    said = "".join(part if place % 2 else part.translate(_ACCENTED) for place, part in enumerate(parts))
    return f"⟦{said} {'~' * max(1, round(len(''.join(parts[::2])) * 0.3))}⟧"


def write(home: Path) -> Path:
    """Write the catalogue of everything that is marked into an office's home; answers the file."""
    with KEPT.open("rb") as kept:
        marked = read_po(kept, locale="ar")
    catalog = Catalog("en", "django", charset="utf-8")
    for message in marked:
        if message.id:
            catalog.add(message.id, _forms(message.id), context=message.context)
    path = home / "locale" / "en_XA" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as compiled:
        write_mo(compiled, catalog)
    return path


def _forms(text: str | Sequence[str]) -> str | tuple[str, ...]:
    return spoken(text) if isinstance(text, str) else tuple(spoken(form) for form in text)


def unmarked(page: Page) -> list[str]:
    """Every visible or spoken text of the page that is neither in ⟦ ⟧ nor data, with where it stands.

    Data is what stands in `bdi`, `time`, `data`, `kbd`, `code`, `.code`, or under `translate="no"` or a `lang` of its
    own (law text, words as spoken); a figure without two letters beside each other is no text.
    """
    found: list[str] = page.evaluate(_WALK, list(NAMES))
    return found


# One message may run through several elements (⟦ … <b>…</b> … ⟧), so brackets are counted within each block.
_WALK = r"""(names) => {
  const data = 'bdi, time, data, kbd, code, .code, [translate="no"], html [lang]';
  const blocks = 'p,li,td,th,dt,dd,h1,h2,h3,h4,label,legend,button,summary,caption,option,figcaption,text,title,a,div'
    + ',section';
  const silent = 'script, style, template, noscript';
  const open = new Map();
  const found = [];
  const told = (text) => {
    for (const name of names) text = text.replaceAll(name, '');
    return /\p{L}\p{L}/u.test(text);
  };
  const outside = (text, block) => {
    let depth = open.get(block) || 0, left = '';
    for (const letter of text) {
      if (letter === '⟦') depth += 1;
      else if (letter === '⟧') depth = Math.max(0, depth - 1);
      else if (!depth) left += letter;
    }
    open.set(block, depth);
    return left;
  };
  const where = (element) => element.tagName.toLowerCase() + (element.className && typeof element.className === 'string'
    ? '.' + element.className.trim().split(/\s+/).join('.') : '');
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!element || element.closest(silent)) continue;
    const left = outside(node.data, element.closest(blocks) || document.body);
    if (!element.closest(data) && told(left)) found.push(where(element) + ': ' + left.trim());
  }
  for (const element of document.querySelectorAll('[placeholder], [title], [aria-label], [alt], input[type=submit]')) {
    if (element.closest('[translate="no"], html [lang]')) continue;
    const names = ['placeholder', 'title', 'aria-label', 'alt'];
    if (element.matches('input[type=submit], input[type=button]')) names.push('value');
    for (const name of names) {
      const text = element.getAttribute(name) || '';
      const left = text.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/gu, '');
      if (told(left)) found.push(where(element) + '[' + name + ']: ' + left.trim());
    }
  }
  return found;
}"""
