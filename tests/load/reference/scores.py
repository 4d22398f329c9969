"""The scoring service as a team would write it in Python: FastAPI, onnxruntime, asyncpg, redis. The benchmark's
reference.

It does what the platform does for a request: looks the token up, counts the request, scores, names the reasons, and
keeps the scores and an audit entry in one statement; with `?keep=false` it keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import uuid
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import numpy as np
import onnxruntime
from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel, Field
from redis.asyncio import Redis

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "models"))
import oracle  # noqa: E402
from rongtong_models import dictionary  # noqa: E402

MODEL = dictionary.read(ROOT / "models/financial")
NAMES = [feature.name for feature in MODEL.features if feature.column]
OUTPUTS = ["probability", "log_odds", "score", "values", "linear_contributions"]
# The platform's own statement, and the names of its values in their order.
KEEP = os.environ["KEEP_SQL"]
KEEP_PLACES = os.environ["KEEP_PLACES"].split(",")

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(ROOT / "models/financial/model.onnx", options)
metadata = session.get_modelmeta().custom_metadata_map
grades = json.loads(metadata["grades"])
explain = oracle.explainer(ROOT / "models/financial/model.onnx", session)
of_dimension = np.array([[float(feature.dimension == name) for name in MODEL.dimensions] for feature in MODEL.features])


class Firm(BaseModel):
    reference: str = Field(min_length=1, max_length=60)
    features: dict[str, float | None]


class Request(BaseModel):
    model: str
    firms: list[Firm] = Field(min_length=1, max_length=500)


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=32)
    app.state.redis = Redis.from_url(os.environ["REDIS_URL"])
    yield
    await app.state.redis.aclose()
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/ready")
async def ready() -> dict[str, bool]:
    return {"ready": True}


async def caller(authorization: Annotated[str, Header()]) -> uuid.UUID:
    """The partner whose token this is, as the platform keeps it, unless it calls too often."""
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    kept = await app.state.redis.get(f"partner:{digest}")
    if kept is None:
        raise HTTPException(401)
    partner = json.loads(kept)
    key = f"limit:reference:{partner['partner']}:{int(time.time()) // 60}"
    count = await app.state.redis.incr(key)
    if count == 1:
        await app.state.redis.expire(key, 120)
    if count > partner["requests_per_minute"]:
        raise HTTPException(429)
    return uuid.UUID(partner["partner"])


@app.post("/scores")
async def scores(
    request: Request, response: Response, partner: Annotated[uuid.UUID, Depends(caller)], keep: bool = True
) -> dict[str, Any]:
    begun = time.perf_counter()
    values = [[firm.features.get(name) for name in NAMES] for firm in request.firms]
    inputs = np.array(values, np.float32)
    *answers, used, linear = session.run(OUTPUTS, {"features": inputs})
    by_feature = explain(used, linear)
    answers += [by_feature, by_feature @ of_dimension]
    items = [item(firm, *(answer[row] for answer in answers)) for row, firm in enumerate(request.firms)]
    response.headers["server-timing"] = f"model;dur={1000.0 * (time.perf_counter() - begun):.3f}"
    if keep:
        kept = json.dumps([
            {
                "id": one["id"], "reference": one["reference"], "answer": one["score"], "place": None,
                "applicant_id": None, "consent_id": None,
                "inputs": hashlib.sha256(json.dumps(firm.features).encode()).hexdigest(),
            }
            for one, firm in zip(items, request.firms)
        ])
        async with app.state.pool.acquire() as connection:
            values = {"scores": kept, "partner_id": partner, "model": "financial", "request_id": str(uuid.uuid4())}
            await connection.fetch(KEEP, *(values[name] for name in KEEP_PLACES))
    return {"items": items}


def item(
    firm: Firm, probability: Any, log_odds: Any, score: Any, by_feature: Any, by_dimension: Any
) -> dict[str, Any]:
    chance = float(probability[0])
    order = np.argsort(by_feature)
    return {
        "reference": firm.reference,
        "id": str(uuid.uuid4()),
        "score": {
            "model": "financial",
            "model_version": metadata["version"],
            "score": round(float(score[0]), 1),
            "probability": round(chance, 6),
            "grade": next(grade["grade"] for grade in grades if chance < grade["probability_below"]),
            "dimensions": dict(zip(MODEL.dimensions, map(float, by_dimension))),
            "reasons_for": [reason(firm, by_feature, place) for place in order[:4]],
            "reasons_against": [reason(firm, by_feature, place) for place in order[::-1][:4]],
        },
    }


def reason(firm: Firm, by_feature: Any, place: int) -> dict[str, Any]:
    feature = MODEL.features[place]
    return {
        "feature": feature.name, "title": feature.title, "value": firm.features.get(feature.name),
        "contribution": float(by_feature[place]),
    }
