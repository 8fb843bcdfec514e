from typing import ClassVar

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("funding", "0001_initial")]

    operations: ClassVar = [
        append_only(
            "funding_ledgerentry",
            "funding_callversion",
            "funding_bidcontent",
            "funding_bidpartner",
            "funding_score",
            "funding_agreedscore",
            "funding_decision",
            "funding_interest",
            "funding_conditionevidence",
            "funding_letter",
            "funding_spendline",
            "funding_linecheck",
            "funding_contribution",
        )
    ]
