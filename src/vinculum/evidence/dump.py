"""Everything that cannot be rebuilt, in one file, and back: evidence, judgements, settings, reference data, the desk.

Invariant: a dump of equal workspaces has equal bytes, and a workspace restored from a dump equals the one that was dumped. The
file is a tar archive packed with zstd whose first entry, ``manifest.json``, lists every file with its SHA-256.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow as pa

from vinculum.errors import VinculumError, WrongUse
from vinculum.evidence.chain import settle_chain, verify_chain
from vinculum.evidence.locking import writing
from vinculum.evidence.settling import settle
from vinculum.evidence.staging import flush, make_durable, sha256_of
from vinculum.evidence.workspace import Workspace

MANIFEST = "manifest.json"
FORMAT = "vinculum dump 1"

# Where the rows of the desk stand in a dump, as ``vinculum.desk.carrying`` writes them: the caller hands them over.
DESK = "desk"

# What a workspace holds that a dump carries: pictures are rebuilt, locks and unfinished deliveries are of the moment.
KEPT = (
    "evidence/acts.jsonl",
    "evidence/chain.jsonl",
    "evidence/deliveries",
    "intake.toml",
    "judgements",
    "photos",
    "products",
    "reference",
    "settings.toml",
)


LayIn = Callable[[Workspace], AbstractContextManager[None]]


class DamagedDump(VinculumError):
    """The file is not a whole dump, so nothing was restored."""


def dump(workspace: Workspace, out: Path, desk: Path | None = None) -> int:
    """Write everything that cannot be rebuilt to ``out``, with the desk's rows in ``desk``; return the number of files."""
    if not workspace.deliveries_folder.parent.is_dir():
        raise WrongUse(f"There is no workspace at {workspace.home}.")
    with writing(workspace):
        settle(workspace)
        settle_chain(workspace)
        files = {name: workspace.home / name for name in _kept_files(workspace.home)}
        files |= {f"{DESK}/{file.name}": file for file in (sorted(desk.iterdir()) if desk else ())}
        manifest = {"format": FORMAT, "files": {name: sha256_of(file) for name, file in files.items()}}
        fresh = out.with_name(f".{out.name}.new")
        try:
            with pa.CompressedOutputStream(pa.OSFile(str(fresh), "wb"), "zstd") as packed, _archive(packed) as archive:
                text = json.dumps(manifest, indent=1, sort_keys=True).encode()
                archive.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))
                for name, file in sorted(files.items()):
                    with file.open("rb") as opened:
                        archive.addfile(_entry(name, file.stat().st_size), opened)
            flush(fresh)
            fresh.replace(out)
        except OSError as error:
            raise VinculumError(f"The dump cannot be written to {out} ({error.strerror or error}).") from error
        finally:
            fresh.unlink(missing_ok=True)
    return len(files)


def restore(source: Path, workspace: Workspace, lay_desk_in: LayIn | None = None) -> int:
    """Fill an empty workspace from a dump, verified before it is switched in whole, and return the number of files.

    ``lay_desk_in`` fills the desk's store from the folder ``desk`` of the workspace it is given, which is not in its place yet;
    what it gives back is left once the workspace is. It is not asked where the dump holds no desk.
    """
    if not source.is_file():
        raise WrongUse(f"There is no file {source}.")
    if workspace.home.exists() and not _is_empty(workspace.home):
        raise WrongUse(f"The workspace {workspace.home} is not empty. Restore into a new one (set VINCULUM_HOME).")
    workspace.home.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{workspace.home.name}-restoring-", dir=workspace.home.parent))
    try:
        count = _unpack(source, aside)
        faults = verify_chain(Workspace(aside))
        if faults:
            raise DamagedDump(f"{source}: {faults[0].delivery or 'the chain'} {faults[0].what}. Nothing was restored.")
        laying_in = lay_desk_in(Workspace(aside)) if lay_desk_in and (aside / DESK).is_dir() else nullcontext()
        with laying_in:
            if (aside / DESK).is_dir():
                shutil.rmtree(aside / DESK)
            make_durable(aside)
            if workspace.home.exists():
                shutil.rmtree(workspace.home)
            aside.chmod(0o755)
            aside.rename(workspace.home)
            flush(workspace.home.parent)
    finally:
        if aside.exists():
            shutil.rmtree(aside)
    return count


def _kept_files(home: Path) -> list[str]:
    found: list[str] = []
    for name in KEPT:
        place = home / name
        inside = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
        found.extend(file.relative_to(home).as_posix() for file in inside)
    return sorted(found)


def _is_empty(home: Path) -> bool:
    """Whether a workspace holds nothing that a dump would carry, nor a picture."""
    files = (file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file())
    return all(name == "evidence/lock" for name in files)


@contextmanager
def _archive(packed: Any) -> Iterator[tarfile.TarFile]:
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        yield archive


def _entry(name: str, size: int) -> tarfile.TarInfo:
    """Describe a file without its owner and its time, so that equal content gives equal bytes."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o644, 0
    return entry


def _unpack(source: Path, place: Path) -> int:
    try:
        with (
            pa.CompressedInputStream(pa.OSFile(str(source)), "zstd") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            entries = iter(archive)
            wanted = _manifest(archive, next(entries, None))
            for entry in entries:
                _unpack_file(archive, entry, wanted, place)
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise VinculumError(f"The disk is full. Nothing was restored to {place.parent}.") from error
        raise DamagedDump(f"{source} is not a whole dump ({error}). Nothing was restored.") from error
    lacking = [name for name in wanted if not (place / name).is_file()]
    if lacking:
        raise DamagedDump(f"{source} breaks off: {lacking[0]} and {len(lacking) - 1} more are missing. Nothing was restored.")
    return len(wanted)


def _manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo | None) -> dict[str, str]:
    opened = archive.extractfile(entry) if entry is not None and entry.name == MANIFEST else None
    if opened is None:
        raise ValueError("it does not start with a manifest")
    manifest = json.loads(opened.read())
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
        raise ValueError(f"its manifest is not one of {FORMAT}")
    return dict(manifest["files"])


def _unpack_file(archive: tarfile.TarFile, entry: tarfile.TarInfo, wanted: dict[str, str], place: Path) -> None:
    """Write one file, if the manifest lists it, it stays inside the workspace, and its bytes are what the manifest says."""
    path = PurePosixPath(entry.name)
    opened = archive.extractfile(entry) if entry.isreg() else None
    belongs = any(entry.name == kept or entry.name.startswith(f"{kept}/") for kept in (*KEPT, DESK))
    if opened is None or entry.name not in wanted or not belongs or ".." in path.parts:
        raise ValueError(f"it holds {entry.name!r}, which does not belong in a workspace")
    file = place / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if _copied(opened, file) != wanted[entry.name]:
        raise ValueError(f"{entry.name} is not what its manifest says")


def _copied(opened: IO[bytes], file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("wb") as copy:
        while block := opened.read(1024 * 1024):
            digest.update(block)
            copy.write(block)
    return digest.hexdigest()
