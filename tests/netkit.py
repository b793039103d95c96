"""What Open-Meteo and a language model's server say, scripted, and servers that say it."""

from __future__ import annotations

import asyncio
import json

from internetkit import Script, Server
from steadymesh.model import Fetched

FORECAST_URL = "https://api.open-meteo.com/v1/forecast"
SEARCH_URL = "https://geocoding-api.open-meteo.com/v1/search"


def page(said, *, host: str = "api.example") -> Fetched:
    return Fetched(status=200, body=json.dumps(said).encode(), content_type="application/json", host=host)


def forecast(
    *,
    at: str = "2026-11-22T12:15",
    temperature: object = 8.4,
    code: object = 61,
    is_day: int = 1,
    rain: tuple[object, ...] = (0, 0, 0.4, 1.2, 3.1, 2.0, 0.8, 0.2, 0, 0, 0, 0, 0, 0, 0),
    **current: object,
):
    """Return what Open-Meteo answers at 12:15 of a Sunday in Grenoble, with only what is asked for."""
    return {
        "latitude": 45.18, "longitude": 5.72, "generationtime_ms": 0.1, "utc_offset_seconds": 3600,
        "timezone": "Europe/Paris", "timezone_abbreviation": "GMT+1", "elevation": 212.0,
        "current_units": {"time": "iso8601", "temperature_2m": "°C"},
        "current": {
            "time": at, "interval": 900, "temperature_2m": temperature, "relative_humidity_2m": 81, "weather_code": code,
            "wind_speed_10m": 15.3, "wind_direction_10m": 310, "is_day": is_day, **current,
        },
        "hourly": {
            "time": [f"2026-11-{22 + hour // 24}T{hour % 24:02}:00" for hour in range(12, 12 + len(rain))],
            "precipitation": list(rain),
        },
        "daily": {
            "time": ["2026-11-22", "2026-11-23", "2026-11-24"], "weather_code": [63, 2, 71],
            "temperature_2m_max": [9.6, 11.2, 1.0], "temperature_2m_min": [4.4, 2.6, -3.4],
            "precipitation_sum": [7.7, 0.0, 4.0],
        },
    }  # fmt: skip


def place(name: str, region: str, code: str, *, at=(45.17, 5.72), people: int | None = None, **more: object):
    found = {
        "id": 1, "name": name, "latitude": at[0], "longitude": at[1], "elevation": 212.0, "feature_code": "PPLA2",
        "country_code": code, "country": {"FR": "France", "US": "United States", "CA": "Canada"}.get(code, code),
        "admin1": region, "timezone": "Europe/Paris", **more,
    }  # fmt: skip
    return found if people is None else {**found, "population": people}


def search(*found):
    """Return what the search answers: without `results` where there are none."""
    return {"results": list(found), "generationtime_ms": 0.5} if found else {"generationtime_ms": 0.5}


GRENOBLE = place("Grenoble", "Auvergne-Rhône-Alpes", "FR", people=158552)


def completion(text: object, **message: object):
    """Return what a server answers to a chat completion."""
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "tiny",
        "choices": [
            {
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    }  # fmt: skip


def telling(*said: object, after_s: float = 0.0) -> Script:
    """Answer each request of a connection's one with the next of these, the last one for ever, as JSON or as it is."""
    left = list(said)

    async def script(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server.request(reader)
        one = left.pop(0) if len(left) > 1 else left[0]
        body = one if isinstance(one, bytes) else json.dumps(one).encode()
        await asyncio.sleep(after_s)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
        writer.write(body)
        await writer.drain()

    return script
