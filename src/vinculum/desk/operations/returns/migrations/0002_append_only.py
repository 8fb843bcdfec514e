"""Facts, workbooks and publications are neither changed nor removed."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]
    operations = [
        append_only("returns_itemfact", "returns_workbook", "returns_publication", "returns_publishedfigure"),
    ]
