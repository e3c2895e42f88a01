"""What one can do in conversations."""

from django.urls import path

from karigar.conversations import views

urlpatterns = [
    path("messages/", views.rooms, name="rooms"),
    path("messages/<int:pk>/", views.room, name="room"),
    path("messages/<int:pk>/new/", views.new_messages, name="new_messages"),
]
