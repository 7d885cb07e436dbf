"""Addresses of what is offered."""

from django.urls import path

from courses.calls.views import calls

app_name = "courses"

urlpatterns = [
    path("", calls.home, name="home"),
    path("calls/<str:code>/", calls.call_detail, name="call_detail"),
    path("calls/<str:code>/check/", calls.call_check, name="call_check"),
]
