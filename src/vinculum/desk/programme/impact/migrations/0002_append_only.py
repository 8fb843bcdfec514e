"""The store itself refuses to change or remove a study, its readers, a series or a run."""

from typing import ClassVar

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies: ClassVar = [("impact", "0001_initial")]
    operations: ClassVar = [append_only("impact_study", "impact_reader", "impact_series", "impact_run")]
