"""Changes of cases numbered in the order they were committed, and the form a case was opened with."""

import uuid

from django.db import migrations, models

PLATFORM = uuid.UUID(int=0)

NUMBER = """
UPDATE cases_case SET changed = numbered.place
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM cases_case) AS numbered
WHERE numbered.id = cases_case.id
"""


def number(apps, schema_editor):  # type: ignore[no-untyped-def]
    """What is there already is numbered as it was made; the head goes on from there."""
    case, head = apps.get_model("cases", "Case"), apps.get_model("core", "EventHead")
    schema_editor.execute(NUMBER)
    last = case.objects.aggregate(last=models.Max("changed"))["last"]
    if last:
        head.objects.create(owner_id=PLATFORM, stream="cases.case", last_seq=last)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_counts"), ("core", "0001_initial")]

    operations = [
        migrations.AddField("case", "changed", models.BigIntegerField(default=0)),
        migrations.AddField("case", "opened_with", models.CharField(blank=True, max_length=36)),
        migrations.AddIndex("case", models.Index(fields=["changed"], name="cases_case_changed")),
        migrations.AddIndex(
            "case", models.Index(fields=["region_code", "changed"], name="cases_case_region_changed")
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["enterprise", "changed"], name="cases_case_own_changed")
        ),
        migrations.AddIndex(
            "case", models.Index(fields=["cluster_id", "changed"], name="cases_case_cluster_changed")
        ),
        migrations.AddConstraint(
            "case",
            models.UniqueConstraint(
                condition=models.Q(("opened_with", ""), _negated=True),
                fields=("enterprise", "opened_with"),
                name="cases_case_opened_once",
            ),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
