"""What a soak does to the gateway: tasks are submitted, and users ask."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from benchmarks.scene import token_of
from benchmarks.soak import scene
from benchmarks.soak.plan import Plan
from benchmarks.soak.scene import MISSING_CHANNEL, Submission
from benchmarks.soak.upstreams import ENDLESS, LOST
from gql.demo.people import CHANNEL_KEY

# What is to become of tasks, in a hundred.
FATES = {"": 93, ENDLESS: 1, LOST: 1, "without id": 1, "without channel": 1, "rejected": 3}
QUOTAS = (10_000, 25_000, 50_000)
STEP_SECONDS = 0.3
# Servers give idle connections up, and a request that is sent in that very moment would be lost.
LIMITS = httpx.Limits(max_keepalive_connections=0)
READERS = 4
PAUSE_SECONDS = 0.25
QUERY = "query { myTasks(pageSize: 20) { total items { mjId status progress imageUrl } } }"
UPSTREAM_HEADERS = {"mj-api-secret": CHANNEL_KEY}


def identity(user_id: int) -> dict[str, str]:
    """Give a user's headers."""
    return {"Authorization": f"Bearer {token_of(user_id)}", "New-Api-User": str(user_id)}


@dataclass
class Submitter:
    """Submits tasks to the upstreams and writes their rows, as new-api does."""

    plan: Plan
    file: Path
    upstreams: list[str]
    rng: Random
    submitted: dict[int, Submission] = field(default_factory=dict)

    async def begin(self, user_ids: Collection[int]) -> None:
        """Submit a task for each of these users that stays for a while: a state to be told at first."""
        async with httpx.AsyncClient(headers=UPSTREAM_HEADERS, trust_env=False, limits=LIMITS) as client:
            rows = [await self._submission(client, ENDLESS, user_id) for user_id in user_ids]
        self.submitted |= await asyncio.to_thread(scene.submit, self.file, rows)

    async def run(self) -> None:
        """Go on for as long as the plan says, at its pace."""
        begin, due = time.monotonic(), 0
        async with httpx.AsyncClient(headers=UPSTREAM_HEADERS, trust_env=False, limits=LIMITS) as client:
            while (passed := time.monotonic() - begin) < self.plan.seconds:
                wanted = round(passed * self.plan.tasks_a_minute / 60)
                made = [self._random_submission(client) for _ in range(due, wanted)]
                due = wanted
                rows = await asyncio.gather(*made)
                self.submitted |= await asyncio.to_thread(scene.submit, self.file, rows)
                await asyncio.sleep(STEP_SECONDS)

    async def _random_submission(self, client: httpx.AsyncClient) -> Submission:
        (fate,) = self.rng.choices(list(FATES), list(FATES.values()))
        return await self._submission(client, fate, self.rng.randint(1, self.plan.users))

    async def _submission(self, client: httpx.AsyncClient, fate: str, user_id: int) -> Submission:
        channel_id, quota = self.rng.randint(1, self.plan.channels), self.rng.choice(QUOTAS)
        mj_id = ""
        if fate in {"", ENDLESS, LOST}:
            url = f"{self.upstreams[channel_id - 1]}/mj/submit/imagine"
            answer = await client.post(url, json={"prompt": "a lighthouse at dawn", "state": fate})
            mj_id = answer.json()["result"]
        if fate == "without channel":
            mj_id, channel_id = "1700000000000000", MISSING_CHANNEL
        return Submission(fate, user_id, mj_id, channel_id, quota)


@dataclass
class Readers:
    """Users who ask over REST and GraphQL until cancelled."""

    plan: Plan
    address: str
    rng: Random
    seconds: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Ask, several at a time."""
        async with (
            httpx.AsyncClient(base_url=self.address, trust_env=False, timeout=30, limits=LIMITS) as client,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(READERS):
                group.create_task(self._read(client))

    async def _read(self, client: httpx.AsyncClient) -> None:
        while True:
            headers = identity(self.rng.randint(1, self.plan.users))
            begin = time.monotonic()
            if self.rng.randrange(2):
                answer = await client.get("/api/mj/self", params={"page_size": 20}, headers=headers)
            else:
                answer = await client.post("/graphql", json={"query": QUERY}, headers=headers)
            self.seconds.append(time.monotonic() - begin)
            if not answer.is_success or "errors" in answer.json():
                self.refused[f"{answer.status_code} {answer.text[:100]}"] += 1
            await asyncio.sleep(PAUSE_SECONDS)


async def truth(upstreams: list[str], submissions: list[Submission]) -> dict[tuple[int, str], dict[str, str]]:
    """Ask the upstreams, which are calm by now, how the tasks ended, by channel and id."""
    said: dict[tuple[int, str], dict[str, str]] = {}
    async with httpx.AsyncClient(headers=UPSTREAM_HEADERS, trust_env=False, timeout=60) as client:
        for channel_id, url in enumerate(upstreams, 1):
            ids = [one.mj_id for one in submissions if one.channel_id == channel_id and one.mj_id]
            for start in range(0, len(ids), 500):
                body = {"ids": ids[start : start + 500]}
                answer = await client.post(f"{url}/mj/task/list-by-condition", json=body)
                said |= {(channel_id, task["id"]): task for task in json.loads(answer.content)}
    return said
