"""The store itself refuses to change or remove what was worded, agreed, mapped or reported."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("strategy", "0002_the_strategy"),)
    operations = (
        append_only("strategy_pillarwording", "strategy_terms", "strategy_answering", "strategy_progress", "strategy_evidence"),
    )
