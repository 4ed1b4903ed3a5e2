"""Long answers, made while they are sent: nothing of them is kept, and memory stays the same at any length."""

import zlib
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from comparisons.moment import moment_at
from comparisons.web.public import PublicRequest, accepted, blind, etag, finish

GZIP = 16 + zlib.MAX_WBITS


def prepare(request: HttpRequest) -> str:
    """Make the request one of a public page; the tag of its answer."""
    blind(request)
    request.moment = moment_at(timezone.now())  # type: ignore[attr-defined]
    return etag(request.moment, request.path)  # type: ignore[attr-defined]


def streamed(
    request: PublicRequest, tag: str, chunks: Callable[[], Iterable[str]], content_type: str
) -> HttpResponseBase:
    """A 304, or the text as it comes, compressed on its way for who takes that."""
    if tag in request.headers.get("If-None-Match", ""):
        return finish(HttpResponse(status=304), request, tag)
    packed = accepted(request.headers.get("Accept-Encoding", "")) != "identity" and takes_gzip(request)
    encoded = (chunk.encode() for chunk in chunks())
    response = StreamingHttpResponse(compressed(encoded) if packed else encoded, content_type=content_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    finish(response, request, tag)
    return response


def takes_gzip(request: HttpRequest) -> bool:
    offered = request.headers.get("Accept-Encoding", "").lower().replace("br", "")
    return accepted(offered) == "gzip"


def compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()
