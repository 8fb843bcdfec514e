"""What was told of a case stays as it was told; names of people can be removed whole, by retention."""

from typing import ClassVar

from django.db import migrations

from vinculum.desk.append_only import append_only, never_changed


class Migration(migrations.Migration):
    """Let the store refuse changes. Letters can be emptied, since what was sent when stays beside them."""

    dependencies: ClassVar = [("repatriation", "0001_initial")]
    operations: ClassVar = [
        never_changed("repatriation_caseparty", "repatriation_note"),
        append_only(
            "repatriation_case",
            "repatriation_letterfact",
            "repatriation_casedate",
            "repatriation_datekept",
            "repatriation_courtfact",
            "repatriation_cost",
            "repatriation_peopleerased",
        ),
    ]
