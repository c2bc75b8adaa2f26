"""OpenAI's Python SDK, its connections kept alive and as many as are in flight."""

import asyncio

import common
import openai


async def main():
    base_url, table, in_flight, folder = common.arguments()
    async with openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=600) as client:

        async def ask(prompt):
            answer = await client.chat.completions.create(
                model="standin", messages=[{"role": "user", "content": prompt}])
            return answer.choices[0].message.content

        await common.ask_all(ask, table, in_flight, folder)


asyncio.run(main())
