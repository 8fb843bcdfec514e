"""The store itself refuses to change or remove what was noted, told or measured."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("engagement", "0001_initial"),)
    operations = (append_only("engagement_note", "engagement_disclosure", "engagement_toldto", "engagement_measurement"),)
