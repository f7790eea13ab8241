"""The front door: the console, the public JSON, signing in and out, the second factor; nothing else is served."""

from allauth.account import views as accounts
from django.urls import include, path

urlpatterns = [
    path("", include("limen.office.console.urls")),
    path("api/", include("limen.office.api")),
    # No address for signing up, e-mail or a forgotten password: an administrator makes accounts and resets them.
    path("accounts/login/", accounts.login, name="account_login"),
    path("accounts/logout/", accounts.logout, name="account_logout"),
    path("accounts/inactive/", accounts.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", accounts.password_change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]

handler400 = "limen.office.console.problems.bad_request"
handler403 = "limen.office.console.problems.forbidden"
handler404 = "limen.office.console.problems.not_found"
handler500 = "limen.office.console.problems.broken"
