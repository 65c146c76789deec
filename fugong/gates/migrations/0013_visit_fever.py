from datetime import timedelta

from django.db import migrations, models


def keep_confirmed(apps, schema_editor):
    """Fevers confirmed before stand as those confirmed from now on."""
    visits = apps.get_model("gates", "Visit").objects
    holds = apps.get_model("gates", "FeverHold").objects.filter(outcome="confirmed", visit_id__isnull=False)
    for visit_id, at in holds.order_by("happened_at").values_list("visit_id", "happened_at"):
        until = at + timedelta(days=14)
        visit = visits.filter(pk=visit_id).first()
        if visit is None:
            continue
        visits.filter(pk=visit_id).update(fever_until=until)
        if visit.phone_index:
            visits.filter(
                enterprise_id=visit.enterprise_id,
                phone_index=visit.phone_index,
                expected_until__gt=at,
                expected_from__lt=until,
            ).update(fever_until=until)


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0012_face_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="fever_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(keep_confirmed, migrations.RunPython.noop),
    ]
