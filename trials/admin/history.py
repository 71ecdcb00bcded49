"""What was changed by whom and why, in words; a former value can be brought back."""

from django.contrib import admin


class HistoryMixin(admin.ModelAdmin):
    """What was changed by whom and why, in words; a former value can be brought back."""
