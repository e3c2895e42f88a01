"""The addresses of this module in the walks over all addresses."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scene import Scene


def leaves(scene: "Scene") -> None:
    scene.add("nobody", "matching")
    for reader in ("freelancer", "stranger"):
        scene.add(reader, "matching recommended_jobs")
