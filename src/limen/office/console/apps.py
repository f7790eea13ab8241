"""Django's name for the room."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages of the office."""

    name = "limen.office.console"
    label = "console"
