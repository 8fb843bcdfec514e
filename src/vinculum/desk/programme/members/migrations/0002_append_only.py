"""The store itself refuses to change or remove proofs of erasure and what was given."""

from django.db import migrations

from vinculum.desk.append_only import append_only


class Migration(migrations.Migration):
    """Append only."""

    dependencies = (("members", "0001_initial"),)
    operations = (append_only("members_contacterased", "members_giveninkind"),)
