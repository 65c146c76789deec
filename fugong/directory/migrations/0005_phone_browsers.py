"""The number of a bound phone's browser stood at the end of its description until now."""

import re

from django.db import migrations

NUMBER = re.compile(r" ([0-9a-f]{12})$")


def split(apps, schema_editor):
    PhoneSession = apps.get_model("directory", "PhoneSession")
    changed = []
    for session in PhoneSession.objects.only("pk", "device").iterator():
        found = NUMBER.search(session.device)
        if found:
            session.browser = found[1]
            changed.append(session)
    PhoneSession.objects.bulk_update(changed, ["browser"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_phone_questions")]

    operations = [migrations.RunPython(split, migrations.RunPython.noop)]
