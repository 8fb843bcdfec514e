"""The store itself refuses to change a wording, or to remove one."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("public", "0001_initial"),)
    operations = (append_only("public_pageversion"),)
