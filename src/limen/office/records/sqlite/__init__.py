"""The embedded database: a current SQLite, and writers that queue instead of racing.

`engine` puts the current SQLite in place and must be imported before Django; `base` is what Django's `ENGINE` setting
finds; `turn` is the queue. Nothing else in the house may open the live file: the locks of two SQLites in one process
do not see each other.
"""
