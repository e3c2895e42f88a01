def test_cast(world):
    assert world.client.handle == "karim-client"
    assert world.company.name == "Padma Books"
    assert world.auditor and world.viewer
