"""litellm's acompletion."""

import asyncio
import os

import common

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it looks for prices on the network first
import litellm  # noqa: E402


async def main():
    base_url, table, in_flight, folder = common.arguments()

    async def ask(prompt):
        answer = await litellm.acompletion(
            model="openai/standin", api_base=base_url, api_key="none", num_retries=0, timeout=600,
            messages=[{"role": "user", "content": prompt}])
        return answer.choices[0].message.content

    await common.ask_all(ask, table, in_flight, folder)


asyncio.run(main())
