"""The regions of GB/T 2260 and the overlay, so that an enterprise can be set up at once."""

from django.db import migrations

from fugong.directory.regions import all_regions


def load(apps, schema_editor):
    Region = apps.get_model("directory", "Region")
    Region.objects.bulk_create(
        [
            Region(code=row.code, name=row.name, parent_code=row.parent_code, is_reporting_unit=row.is_reporting_unit)
            for row in all_regions()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
