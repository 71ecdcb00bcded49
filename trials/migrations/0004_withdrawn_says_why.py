from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0003_fill_new_columns'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('publication_state', 'WITHDRAWN'), ('withdrawal_reason_nb', ''), _negated=True), name='study_withdrawn_from_the_register_says_why', violation_error_message='A study withdrawn from the register needs a reason, which its page shows.'),
        ),
    ]
