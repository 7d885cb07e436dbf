"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")

application = get_wsgi_application()

# What is loaded by now stays until the process ends, and what a page makes is gone with its
# response. Looking through both for circles every 700 objects took an eighth of a page's time;
# every 50,000 took twice as long as every 5,000, for by then nothing is near the processor.
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 20)
