from django.db import migrations, models


class Migration(migrations.Migration):
    """The contents of a delivery stand with it and can be removed; they were among the kept bytes, which cannot."""

    dependencies = [
        ("records", "0009_lists_wait"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="content",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="emptied_at",
            field=models.DateTimeField(null=True),
        ),
    ]
