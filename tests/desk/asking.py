"""What tests of the desk need to ask it as a browser does."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def token(client: TestClient, path: str = "/settings") -> str:
    """The token that forms of this client must carry."""
    found = re.search(r'<meta name="csrf" content="(\w+)">', client.get(path).text)
    assert found
    return found.group(1)
