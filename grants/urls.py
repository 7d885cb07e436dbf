"""Addresses of money: expenditures, their evidence and their approval."""

from django.urls import path

from grants.views import expenditures

app_name = "grants"

urlpatterns = [
    path("expenditures/", expenditures.expenditure_list, name="expenditure_list"),
    path("expenditures/record/", expenditures.expenditure_record, name="expenditure_record"),
    path("expenditures/<int:pk>/", expenditures.expenditure_detail, name="expenditure_detail"),
    path(
        "expenditures/<int:pk>/change/", expenditures.expenditure_change, name="expenditure_change"
    ),
    path(
        "expenditures/<int:pk>/approve/",
        expenditures.expenditure_approve,
        name="expenditure_approve",
    ),
    path(
        "expenditures/<int:pk>/send-back/",
        expenditures.expenditure_send_back,
        name="expenditure_send_back",
    ),
    path("evidence/<int:pk>/", expenditures.evidence_download, name="evidence_download"),
]
