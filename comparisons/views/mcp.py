"""`/mcp`: the Model Context Protocol. Stateless, read-only, without a key; it reads no cookie, so it needs no token."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comparisons.formats.mcp import PARSE, respond
from comparisons.moment import moment_at
from comparisons.web.machine import JSON, opened, over_limit, tell_left
from tools.wire import parse_json

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type, Accept, Mcp-Protocol-Version, Mcp-Session-Id",
    "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy",
    "Cache-Control": "no-store",
}


@csrf_exempt
def endpoint(request: HttpRequest) -> HttpResponse:
    """POST one message; other methods are told so. OPTIONS is what browsers ask before they post from elsewhere."""
    response = opened(HttpResponse(status=204) if request.method == "OPTIONS" else post(request))
    for name, value in OPEN.items():
        response.headers[name] = value
    return tell_left(request, response)


@require_POST
def post(request: HttpRequest) -> HttpResponse:
    limited = over_limit(request)
    if limited is not None:
        return limited
    try:
        message = parse_json(request.body)
    except ValueError:
        error = {"jsonrpc": "2.0", "id": None, "error": {"code": PARSE, "message": "expected JSON"}}
        return HttpResponse(json.dumps(error), JSON, 400)
    answer = respond(message, lambda names: moment_at(timezone.now(), names))
    if answer is None:
        return HttpResponse(status=202)
    return HttpResponse(json.dumps(answer, ensure_ascii=False), JSON)
