"""Golden cases: films drawn by arithmetic (no patient, no third-party picture) and what the exported graph answers."""

import base64
import json
from pathlib import Path

import numpy as np
import onnxruntime

from features import run

CASES = 20
TOLERANCE = 0.005


def drawn_film(seed: int) -> tuple[np.ndarray, float, float]:
    """A bright body with two dark lung fields, ribs, perhaps a hazy patch, and grain; 8 to 16 bits, either polarity."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(48, 65)), int(rng.integers(44, 61))
    y, x = np.mgrid[0:rows, 0:columns] / np.array([rows, columns])[:, None, None]
    grey = 0.75 - 0.5 * np.exp(-(((x - 0.5) / 0.48) ** 8)) * 0.3
    for centre in (0.29, 0.71):
        lung = ((x - centre) / 0.17) ** 2 + ((y - 0.48) / 0.36) ** 2
        grey -= 0.5 * np.exp(-(lung**3))
    grey += 0.05 * np.sin(y * 60 + 6 * (x - 0.5) ** 2)
    if seed % 2:
        grey += 0.35 * np.exp(-(((x - 0.7) / 0.1) ** 2 + ((y - 0.65) / 0.12) ** 2))
    grey = np.clip(grey + rng.normal(0, 0.02, grey.shape), 0, 1)
    top = (1 << int(rng.choice([8, 10, 12, 14, 16]))) - 1
    pixels = np.round(grey * top).astype(np.uint16)
    if seed % 3 == 0:
        return (top - pixels).astype(np.uint16), float(top), 0.0  # MONOCHROME1: black is the high end
    return pixels, 0.0, float(top)


def write(session: onnxruntime.InferenceSession, folder: Path) -> None:
    """Writes `cases.json`: inputs as base64 of little-endian uint16, outputs as numbers."""
    names = [output.name for output in session.get_outputs()]
    cases = []
    for seed in range(1, CASES + 1):
        pixels, black, white = drawn_film(seed)
        outputs = dict(zip(names, (float(o[0]) for o in run(session, pixels, black, white)), strict=True))
        cases.append(
            {
                "name": f"drawn film {seed}",
                "inputs": [
                    {"name": "pixels", "type": "uint16", "shape": [1, 1, *pixels.shape],
                     "base64": base64.b64encode(pixels.astype("<u2").tobytes()).decode()},
                    {"name": "black", "type": "float32", "shape": [1], "values": [black]},
                    {"name": "white", "type": "float32", "shape": [1], "values": [white]},
                ],
                "outputs": {name: round(value, 6) for name, value in outputs.items()},
            }
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cases.json").write_text(json.dumps({"tolerance": TOLERANCE, "cases": cases}, indent=1) + "\n")
