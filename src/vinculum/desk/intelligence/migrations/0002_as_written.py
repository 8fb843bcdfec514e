"""What was written stays as written; proofs and decisions stay altogether."""

from typing import ClassVar

from django.db import migrations

from vinculum.desk.append_only import append_only, never_changed


class Migration(migrations.Migration):
    """Let the store refuse changes."""

    dependencies: ClassVar = [("intelligence", "0001_initial")]
    operations: ClassVar = [
        never_changed(
            "intelligence_version",
            "intelligence_paragraph",
            "intelligence_link",
            "intelligence_reviewnote",
            "intelligence_sourcerecord",
            "intelligence_copyparagraph",
            "intelligence_copymark",
            "intelligence_feedback",
        ),
        append_only("intelligence_dissemination", "intelligence_answer", "intelligence_keptlonger", "intelligence_erasureproof"),
    ]
