from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0002_take_up_publication'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='remark',
            name='status',
        ),
    ]
