from typing import ClassVar

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("training", "0001_initial")]

    operations: ClassVar = [
        append_only(
            "training_postfunding",
            "training_courseversion",
            "training_attendance",
            "training_callout",
            "training_needrule",
            "training_certificate",
        )
    ]
