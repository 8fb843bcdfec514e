"""The account pages that are reachable: signing in and out, passwords, second factors, keys. allauth's other pages are not here.

There is no sign-up, no management of addresses and no sign-in through another site: an administrator makes accounts.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path

from vinculum.site.pages.account.own_record import own_record
from vinculum.site.pages.account.sessions import sign_out_everywhere
from vinculum.site.pages.account.tokens import make, revoke, tokens

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/reauthenticate/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/webauthn/login/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("record", own_record, name="own_record"),
    path("sign-out-everywhere", sign_out_everywhere, name="sign_out_everywhere"),
    path("tokens", tokens, name="tokens"),
    path("tokens/new", make, name="make_token"),
    path("tokens/<int:token>/revoke", revoke, name="revoke_token"),
]
