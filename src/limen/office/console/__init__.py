"""The officer's face: pages, templates, keys and the one stylesheet.

Rules of the room: a page makes one call into `limen.office.actions` and shows what it answers; it decides nothing and
never touches a record. Time is read here and passed down. Every control has a key, every key a control, and everything
works without a script. Pages are made of components, one template each (`templates/components`).
"""
