"""The addresses of a person's own account, below the desk's, in the admin's namespace."""

from django.urls import path

from clinic_site.accounts import own, passkeys, second_step

OWN = [
    path("account/", own.account, name="account"),
    path("account/again/", own.again, name="account_again"),
    path("account/app/", second_step.app, name="account_app"),
    path("account/app/remove/", second_step.remove_app, name="account_app_remove"),
    path("account/codes/", second_step.codes, name="account_codes"),
    path("account/passkey/", passkeys.passkey, name="account_passkey"),
    path(
        "account/passkey/<int:pk>/remove/",
        second_step.remove_passkey,
        name="account_passkey_remove",
    ),
    path("account/elsewhere/", own.log_out_elsewhere, name="account_elsewhere"),
    # Asked by scripts.
    path("account/lock/", own.lock, name="account_lock"),
    path("account/still-here/", own.still_here, name="account_still_here"),
    path("account/unlock/", own.unlock, name="account_unlock"),
    path("account/passkey/begin/", passkeys.BeginAdding.as_view(), name="account_passkey_begin"),
    path("account/passkey/add/", passkeys.Add.as_view(), name="account_passkey_add"),
    path("login/passkey/begin/", passkeys.BeginProving.as_view(), name="login_passkey_begin"),
    path("login/passkey/prove/", passkeys.Prove.as_view(), name="login_passkey_prove"),
]
