"""One include per app, by string; development pages only where DEBUG is on."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from ivi_training.accounts.views import languages
from ivi_training.health.views import health
from ivi_training.local import gallery

urlpatterns = [
    path("", include("courses.urls")),
    path("", include("trainees.urls")),
    path("grants/", include("grants.urls")),
    path("account/", include("ivi_training.accounts.urls")),
    path("admin/", admin.site.urls),
    path("language/", languages.language_set, name="language_set"),
    path("healthz", health.healthz, name="healthz"),
]

if settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("mailbox/", include("ivi_training.local.urls")),
    ]
