"""Products stay as they were made: the store refuses to change or remove their rows."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("documents", "0001_initial"),)
    operations = (
        append_only("documents_product", "documents_version", "documents_frozen", "documents_remark", "documents_file"),
    )
