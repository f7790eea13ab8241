"""A language nobody speaks: every marked word in ⟦ ⟧, longer and accented, so that what is not marked can be seen.

`write` puts its catalogue where an office keeps languages of its own; whoever has the cookie `limen_language` then
reads it. `watch` makes every page of a browser tell what it still says in plain English, when it comes and whenever
its text changes; `unmarked` asks one page. The journeys run in this language (see `conftest`), so that each proves
both its story and that every word of its pages is marked.

>>> spoken("Held until %(day)s")
'⟦Ħēłđ ūñŧīł %(day)s ~~~⟧'
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import allauth
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, Page

LANGUAGE = "en-xa"
ROOT = Path(__file__).resolve().parents[2]
# The words of the frameworks that stand on our pages: months, what a sign-in form says.
_DJANGO = Path(django.__file__).parent
FRAMEWORKS = (_DJANGO / "conf" / "locale", _DJANGO / "contrib/auth/locale", Path(allauth.__file__).parent / "locale")
# What stands on pages in every language as it is: names of the product, not words.
NAMES = ("Limen",)
TOLD = "limen unmarked: "

_ACCENTED = str.maketrans(
    "abcdefghijklnoprstuvwyzABCDEFGHIJKLNOPRSTUVWYZ", "àƀçđēƒğħīĵķłñōƥŕšŧūṽŵýžÀƁÇĐĒƑĞĦĪĴĶŁÑŌƤŔŠŦŪṼŴÝŽ"
)
_PLACE = re.compile(r"(%\(\w+\)[0-9.]*[a-z]|%[sdifr%]|\{\w*\}|\{\{|\}\})")


def spoken(text: str) -> str:
    """A message in the language nobody speaks; what is filled in stays as it is."""
    return f"⟦{accented(text)} {'~' * max(1, round(len(''.join(_PLACE.split(text)[::2])) * 0.3))}⟧"


def accented(text: str) -> str:
    """Its letters alone: how a piece of a message looks in it."""
    return "".join(part if place % 2 else part.translate(_ACCENTED) for place, part in enumerate(_PLACE.split(text)))


def words_tool() -> ModuleType:
    """`bin/words`, which has no suffix: what it extracts is what is marked now."""
    if "bin_words" not in sys.modules:
        loader = SourceFileLoader("bin_words", str(ROOT / "bin" / "words"))
        spec = spec_from_loader("bin_words", loader)
        assert spec is not None
        module = sys.modules["bin_words"] = module_from_spec(spec)  # its dataclasses look their module up
        loader.exec_module(module)
    return sys.modules["bin_words"]


def write(home: Path) -> Path:
    """Write the catalogue of everything that is marked into an office's home; answers the file."""
    catalog = Catalog("en", "django", charset="utf-8")
    for message in _marked():
        if message.id:
            catalog.add(message.id, _forms(message.id), context=message.context)
    path = home / "locale" / "en_XA" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as compiled:
        write_mo(compiled, catalog)
    return path


def _marked() -> Iterator[Message]:
    tool = words_tool()
    for folder in FRAMEWORKS:
        with (folder / "en" / "LC_MESSAGES" / "django.po").open("rb") as kept:
            # A format of dates or numbers is no word, though it stands among them.
            yield from (message for message in read_po(kept, locale="en") if "_FORMAT" not in str(message.id))
    for domain in tool.DOMAINS:
        if domain.name == "django":
            yield from tool.template(domain)


def _forms(text: str | Sequence[str]) -> str | tuple[str, ...]:
    return spoken(text) if isinstance(text, str) else tuple(spoken(form) for form in text)


def watch(context: BrowserContext, found: list[str]) -> None:
    """From now on every page of a browser adds to `found` what is unmarked on it, with the address of the page."""
    context.add_init_script(f"({_WATCH})({_WALK}, {json.dumps([list(NAMES), TOLD])})")

    def heard(text: str) -> None:
        if text.startswith(TOLD):
            found.extend(line for line in json.loads(text.removeprefix(TOLD)) if line not in found)

    context.on("console", lambda message: heard(message.text))


def unmarked(page: Page) -> list[str]:
    """Every visible or spoken text of the page that is neither in ⟦ ⟧ nor data, with where it stands.

    Data is what stands in a `textarea`, in `bdi`, `time`, `data`, `cite`, `kbd`, `code`, `.code`, or under
    `translate="no"` or a `lang` of its own (law text, words as spoken); the page's title may repeat such data. A figure
    without two letters beside each other is no text.
    """
    found: list[str] = page.evaluate(_WALK, list(NAMES))
    return found


_WATCH = r"""(walk, [names, told]) => {
  if (!location.protocol.startsWith('http')) return;
  const place = () => location.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…');
  let waits = 0;
  const look = () => {
    const found = walk(names);
    if (found.length) console.debug(told + JSON.stringify(found.map((line) => place() + ' ' + line)));
  };
  const soon = () => { clearTimeout(waits); waits = setTimeout(look, 60); };
  addEventListener('DOMContentLoaded', () => {
    if (document.contentType !== 'text/html') return;
    look();
    new MutationObserver(soon).observe(document, {subtree: true, childList: true, characterData: true});
  });
}"""
# One message may run through several elements (⟦ … <b>…</b> … ⟧), so brackets are counted within each block.
_WALK = r"""(names) => {
  const data = 'textarea, bdi, time, data, cite, kbd, code, .code, [translate="no"], html [lang]';
  const blocks = 'p,li,td,th,dt,dd,h1,h2,h3,h4,label,legend,button,summary,caption,option,figcaption,text,title,a,div'
    + ',section';
  const silent = 'script, style, template, noscript';
  const open = new Map();
  const found = [];
  const named = (text) => names.reduce((left, name) => left.replaceAll(name, ''), text);
  const told = (text) => /\p{L}\p{L}/u.test(named(text));
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
  const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 160);
  const repeated = (text) => [...document.querySelectorAll(data)].map((one) => one.textContent.trim())
    .filter((text) => text.length > 1).sort((one, other) => other.length - one.length)
    .reduce((left, known) => left.replaceAll(known, ''), named(text));
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!element || element.closest(silent)) continue;
    let left = outside(node.data, element.closest(blocks) || document.body);
    if (element === document.querySelector('head > title')) left = repeated(left);
    if (!element.closest(data) && told(left)) found.push(where(element) + ': ' + short(left));
  }
  for (const element of document.querySelectorAll('[placeholder], [title], [aria-label], [alt], input[type=submit]')) {
    if (element.closest('[translate="no"], html [lang]')) continue;
    const names = ['placeholder', 'title', 'aria-label', 'alt'];
    if (element.matches('input[type=submit], input[type=button]')) names.push('value');
    for (const name of names) {
      const text = element.getAttribute(name) || '';
      const left = text.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/gu, '');
      if (told(left)) found.push(where(element) + '[' + name + ']: ' + short(left));
    }
  }
  return found;
}"""
