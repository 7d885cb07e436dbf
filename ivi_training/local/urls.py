"""The addresses of the mailbox; included in development only."""

from django.urls import path

from ivi_training.local import views

app_name = "local"
urlpatterns = [
    path("", views.mailbox_list, name="mailbox_list"),
    path("codes/", views.code_list, name="code_list"),
    path("clear/", views.mailbox_clear, name="mailbox_clear"),
    path("<str:key>/", views.mailbox_detail, name="mailbox_detail"),
]
