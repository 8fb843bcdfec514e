"""Uploads within bounds: more than the limit is not read, and nothing large is read from somebody who is not signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

TOO_LARGE = "upload_too_large"


class BoundedUpload(FileUploadHandler):
    """Counts what arrives and breaks the upload off beyond ``UPLOAD_LIMIT`` bytes; the request then says so (``TOO_LARGE``)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - the place of the chunk is not needed
        """Hand a chunk on to the next handler, or break off."""
        self._taken += len(raw_data)
        signed_in = self.request is not None and self.request.user.is_authenticated
        if self._taken > (settings.UPLOAD_LIMIT if signed_in else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            setattr(self.request, TOO_LARGE, True)
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:  # noqa: ARG002 - another handler keeps the file
        """Leave the file to the next handler."""
        return None
