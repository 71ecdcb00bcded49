"""A study on its way from draft to public, and back."""

from django.contrib import admin


class PublishingMixin(admin.ModelAdmin):
    """A study on its way from draft to public, and back."""
