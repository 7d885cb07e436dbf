"""Where a person lands after signing in: their own work first."""

from django.http import HttpResponse
from django.shortcuts import redirect

from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest


@signed_in
def workplace(request: UserRequest) -> HttpResponse:
    if request.user.is_staff:
        return redirect("admin:index")
    if request.user.has_perm("trainees.write_review"):
        return redirect("trainees:review_list")
    return redirect("trainees:application_list")
