"""bespokelabs-curator, its backend that asks OpenAI's API. It is told of no limits that could hold it back."""

import importlib.util
import logging
import os
import pathlib
import tempfile
import time

import common

# It counts tokens with a vocabulary that it fetches from the network; litellm, which it needs, brings the same.
litellm = pathlib.Path(importlib.util.find_spec("litellm").origin).parent
os.environ.update(
    TIKTOKEN_CACHE_DIR=str(litellm / "litellm_core_utils" / "tokenizers"), CURATOR_DISABLE_CACHE="1", CURATOR_DISABLE_RICH_DISPLAY="1", TELEMETRY_ENABLED="0", OPENAI_API_KEY="none",
    LITELLM_LOCAL_MODEL_COST_MAP="True", HF_HUB_OFFLINE="1", CURATOR_CACHE_DIR=tempfile.mkdtemp(prefix="curator-"))

from bespokelabs import curator  # noqa: E402

logging.disable(logging.WARNING)
base_url, table, in_flight, folder = common.arguments()


class Writer(curator.LLM):
    def prompt(self, row):
        return common.PROMPT.format(**row)

    def parse(self, row, response):
        common.write(folder, row["name"], response)
        return {"name": row["name"]}


begin = time.monotonic()
Writer(
    model_name="gpt-4o-mini", backend="openai",
    backend_params={
        "base_url": base_url, "max_concurrent_requests": in_flight, "max_requests_per_minute": 10_000_000,
        "max_tokens_per_minute": 10_000_000_000, "require_all_responses": True})(table)
print(time.monotonic() - begin)
