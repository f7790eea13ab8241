"""Django's name for the room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Rows of the office."""

    name = "limen.office.records"
    label = "records"
    default_auto_field = "django.db.models.UUIDField"
