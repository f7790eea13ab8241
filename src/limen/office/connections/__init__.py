"""The office's doors to the outside: keys, readers, list sources, mail, partners.

Rules of the room: no Django, no records. Each door is a Protocol with a Null that needs no outside world; what comes in
is bounded and becomes one clear error where it is broken.
"""
