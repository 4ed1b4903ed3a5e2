"""The logo in the workspace: uploaded, kept through errors, replaced, removed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.build import make_tool
from tests.editor import Editor, fields_of, page_of, said
from tools import logos

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def upload(color="red", kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (50, 50), color).save(out, kind)
    return SimpleUploadedFile("x.png", out.getvalue(), "image/png")


@pytest.fixture
def tool():
    return make_tool("one")


@pytest.fixture
def editor():
    return Editor()


def logo_of(tool):
    tool.refresh_from_db()
    return tool.logo


def test_a_logo_is_stored_replaced_and_removed(editor, tool, django_capture_on_commit_callbacks):
    path = page_of(tool)
    with django_capture_on_commit_callbacks(execute=True):
        editor.edit(path, logo_file=upload())
    first = logo_of(tool)
    assert f"/media/logos/{first}-88.webp" in editor.get(path).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        editor.edit(path, logo_file=upload("blue"))
    second = logo_of(tool)
    assert second != first
    assert not logos.paths(first)[0].exists()
    with django_capture_on_commit_callbacks(execute=True):
        editor.edit(path, logo_remove="on")
    assert logo_of(tool) == ""
    assert not logos.paths(second)[0].exists()


def test_an_upload_survives_an_error_elsewhere(editor, tool):
    response = editor.edit(page_of(tool), logo_file=upload(), tagline="")
    assert "This field is required." in said(response)
    assert logo_of(tool) == ""
    assert 'src="data:image/webp;base64,' in response.content.decode()
    editor.send(page_of(tool), fields_of(response), tagline="Now there.")
    assert logos.paths(logo_of(tool))[0].exists()


def test_a_wrong_picture_is_refused_and_the_rest_is_kept(editor, tool):
    response = editor.edit(page_of(tool), logo_file=upload(kind="GIF"), tagline="Typed.")
    assert "This is no PNG, JPEG or WebP picture" in said(response)
    assert fields_of(response)["tagline"] == "Typed."


@pytest.mark.parametrize("kept", ["%%%", "AAAA", "x" * 9])
def test_a_forged_picture_is_refused(editor, tool, kept):
    response = editor.edit(page_of(tool), logo_kept=kept)
    assert said(response)
    assert logo_of(tool) == ""
