"""What tests of the desk need to ask it as a browser does."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from rasd.desk.workspace import Workspace


def token(client: TestClient, path: str = "/settings") -> str:
    """The token that forms of this client must carry."""
    found = re.search(r'<meta name="csrf" content="(\w+)">', client.get(path).text)
    assert found
    return found.group(1)


def workspace_of(client: TestClient) -> Workspace:
    """The workspace of the desk behind a client."""
    app: Any = client.app
    found: Workspace = app.state.workspace
    return found
