"""Builds the application over one store: pages, static files, errors and the guard."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from rasd import __version__
from rasd.desk import pages, statics
from rasd.desk.guard import LOOPBACK, Guard
from rasd.desk.people import SignInNeeded, Tries, enter, sign_in_address
from rasd.desk.view import render
from rasd.desk.workspace import Workspace
from rasd.errors import InputError, RasdError, StoreAway, StoreBusy, UsageError
from rasd.store import Store


def create_app(store: Store, *, hosts: Iterable[str] = LOOPBACK, exposed: bool = False) -> FastAPI:
    """The desk over a store. `hosts` are the host names that it answers to; an `exposed` desk requires everyone to sign in."""
    app = FastAPI(
        title="Rasd",
        version=__version__,
        docs_url=None,
        openapi_url=None,
        dependencies=[Depends(enter)],
        redoc_url=None,
        description="The record of a monitoring desk, as data: see docs/desk.md.",
    )
    app.state.workspace = Workspace(store)
    app.state.exposed, app.state.tries = exposed, Tries()
    app.add_middleware(Guard, hosts=tuple(hosts), exposed=exposed)
    app.state.routes, app.state.paths = {}, {}
    for router in (statics.router, *pages.routers()):
        app.include_router(router)
        app.state.routes |= {route.name: frozenset(route.param_convertors) for route in router.routes if isinstance(route, Route)}
    app.add_api_route("/openapi.json", lambda: JSONResponse(app.openapi()), name="openapi", include_in_schema=False)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(RasdError, _rasd_error)
    app.add_exception_handler(RequestValidationError, _wrong_parameter)
    app.add_exception_handler(HTTPException, _http_error)
    return app


async def _sign_in(request: Request, error: Exception) -> Response:
    if request.method == "GET" and _wants_page(request):
        return RedirectResponse(sign_in_address(request), 303)
    return _problem(request, 401, "sign in, or send a token of yours (`rasd people token NAME`): Authorization: Bearer …")


async def _rasd_error(request: Request, error: Exception) -> Response:
    status = {UsageError: 400, InputError: 404, StoreBusy: 503, StoreAway: 503}
    return _problem(request, next((code for kind, code in status.items() if isinstance(error, kind)), 500), str(error))


async def _wrong_parameter(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - by its registration
    first = error.errors()[0]
    return _problem(request, 400, f"{'.'.join(map(str, first['loc'][1:]))}: {str(first['msg']).removeprefix('Value error, ')}")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - by its registration
    return _problem(request, error.status_code, str(error.detail), dict(error.headers or {}))


def _problem(request: Request, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error as a page, or as JSON for a request of data."""
    name = HTTPStatus(status).phrase
    if not _wants_page(request):
        return JSONResponse({"error": name, "detail": message}, status, headers)
    html = render(request, "problem.html", {"status": status, "name": name, "message": "" if message == name else message})
    return HTMLResponse(html, status, headers)


def _wants_page(request: Request) -> bool:
    return not request.url.path.endswith((".json", ".csv", ".jsonl")) and "text/html" in request.headers.get("accept", "text/html")
