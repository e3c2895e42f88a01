"""What one can do with Connects."""

from django.urls import path

from karigar.connects import views

urlpatterns = [
    path("connects/", views.connects, name="connects"),
    path("connects/packs/", views.packs, name="packs"),
    path("connects/buy/<int:connects>/<str:currency>/", views.buy_pack, name="buy_pack"),
    path("connects/packs/<int:pk>/refund/", views.refund_pack, name="refund_pack"),
]
