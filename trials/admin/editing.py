"""Saving what a person changed, and nothing that another changed meanwhile."""

from django.contrib import admin


class EditingMixin(admin.ModelAdmin):
    """Saving what a person changed, and nothing that another changed meanwhile."""
