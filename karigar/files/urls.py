"""Addresses of files and pictures."""

from django.urls import path, re_path

from karigar.files import views

urlpatterns = [
    path("files/<int:pk>/<str:name>", views.file, name="file"),
    re_path(
        r"^pictures/(?P<pk>\d{1,18})-(?P<size>\d{1,4})-(?P<sha8>[0-9a-f]{8})\.webp$", views.picture, name="picture"
    ),
]
