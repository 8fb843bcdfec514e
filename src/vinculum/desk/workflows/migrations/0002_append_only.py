"""The store itself refuses to change or remove a step."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("workflows", "0001_initial"),)
    operations = (append_only("workflows_step"),)
