"""Addresses of money: expenditures, their evidence and their approval."""

from django.urls import path

from grants.spending.views import expenditures, payments

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
    path(
        "expenditures/<int:pk>/submit/", expenditures.expenditure_submit, name="expenditure_submit"
    ),
    path("expenditures/<int:pk>/evidence/", expenditures.evidence_add, name="evidence_add"),
    path("expenditures/<int:pk>/pay/", payments.expenditure_pay, name="expenditure_pay"),
    path("expenditures/<int:pk>/settle/", payments.expenditure_settle, name="expenditure_settle"),
    path(
        "expenditures/<int:pk>/disallow/",
        payments.expenditure_disallow,
        name="expenditure_disallow",
    ),
    path(
        "expenditures/<int:pk>/reverse/", payments.expenditure_reverse, name="expenditure_reverse"
    ),
    path("expenditures/import/", payments.expenditure_import, name="expenditure_import"),
    path(
        "expenditures/import/<int:pk>/take-back/",
        payments.import_take_back,
        name="import_take_back",
    ),
    path("expenditures/template/", payments.expenditure_template, name="expenditure_template"),
    path("lines/<int:pk>/papers/", payments.papers_choose, name="papers_choose"),
    path("evidence/<int:pk>/", expenditures.evidence_download, name="evidence_download"),
]
