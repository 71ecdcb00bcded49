"""What is in use is not deleted: whoever tries is told who uses it."""

from django.contrib import admin


class DeletionMixin(admin.ModelAdmin):
    """What is in use is not deleted: whoever tries is told who uses it."""
