"""Raw aiohttp: what somebody would write in an afternoon."""

import asyncio

import aiohttp
import common


async def main():
    base_url, table, in_flight, folder = common.arguments()
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=600)) as session:

        async def ask(prompt):
            body = {"model": "standin", "messages": [{"role": "user", "content": prompt}]}
            async with session.post(base_url + "/chat/completions", json=body) as response:
                response.raise_for_status()
                return (await response.json())["choices"][0]["message"]["content"]

        await common.ask_all(ask, table, in_flight, folder)


asyncio.run(main())
