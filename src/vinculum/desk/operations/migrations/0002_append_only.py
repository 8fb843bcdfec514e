"""The store itself refuses to change or remove what an operation's people decided, asked, judged and spent."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("operations", "0001_initial"),)
    operations = (
        append_only(
            "operations_plan",
            "operations_tasking",
            "operations_logentry",
            "operations_disruption",
            "operations_judgement",
            "operations_spendline",
        ),
    )
