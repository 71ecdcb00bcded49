"""Lists that answer questions, at any size, and refuse what means nothing."""

from django.contrib import admin


class ListMixin(admin.ModelAdmin):
    """Lists that answer questions, at any size, and refuse what means nothing."""
