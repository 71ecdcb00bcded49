"""Two sponsors, sites or products that are one become one."""

from django.contrib import admin


class MergeMixin(admin.ModelAdmin):
    """Two sponsors, sites or products that are one become one."""
