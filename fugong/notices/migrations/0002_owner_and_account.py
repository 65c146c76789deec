from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.RenameField("notice", "enterprise_id", "owner_id"),
        migrations.AddField("notice", "account_id", models.UUIDField(blank=True, null=True)),
        migrations.AddIndex(
            "notice", models.Index(fields=["account_id", "created_at"], name="notices_account")
        ),
    ]
