"""How people get in: a password and a second factor, or a passkey, by django-allauth; nobody signs up.

urls.py       the pages, all under /admin/, where the cookie of the session is
adapters.py   what allauth asks us: who may come in, what is said, what is kept secret
forms.py      names, passwords, codes and passkeys as they are sent; every wrong one is counted
views.py      a second factor that was just set up counts for the session
backends.py   passwords of the staff alone
lockout.py    who has failed too often, counted by django-axes

Which session may see the admin at all is decided in one place, trials/admin/second_factor.py.
"""
