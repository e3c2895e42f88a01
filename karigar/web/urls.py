"""The address book: every module's pages stand at the root, under prefixes of their own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from karigar.web import staff, views


def _modules() -> list[URLResolver]:
    names = [name for name in settings.MODULES if name != "web" and find_spec(f"karigar.{name}.urls")]
    return [path("", include(f"karigar.{name}.urls")) for name in names]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("rules/", views.rules, name="rules"),
    path("about-fees/", views.fees, name="fees"),
    path("design/", views.design, name="design"),
    path("language/<str:code>/", views.set_language, name="set_language"),
    path("staff/", staff.staff_home, name="staff_home"),
    path("robots.txt", views.robots, name="robots"),
    *_modules(),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]

handler400 = "karigar.web.views.bad_request"
handler500 = "karigar.web.errors.server_error"
