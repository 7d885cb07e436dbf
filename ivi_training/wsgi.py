"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from ivi_training.health.encodings import only_utf8
from ivi_training.health.start import refuse_demonstration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivi_training.settings")

application = only_utf8(get_wsgi_application())
refuse_demonstration()
