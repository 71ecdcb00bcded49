"""The WSGI application that the server serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cartracker.settings")

application = get_wsgi_application()
# What is loaded now stays as long as the process: looking it through again and again would hold pages up.
gc.collect()
gc.freeze()
