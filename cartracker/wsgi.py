"""The WSGI application that the server serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")

# What is loaded now stays as long as the process, and most of what is made of the data nearly as long: looking it
# through again and again would hold up the start, and some pages for a tenth of a second. What a page leaves is young.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.set_threshold(5_000, 300, 100)
gc.enable()
