"""Feature vectors of films, computed by the same graph that is shipped, with and without augmentation."""

from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from dataset import Film
from network import Graph, add_features, to_model

WIDTH = 2 * (576 + 960)


class Extractor:
    def __init__(self, weights_path: Path) -> None:
        graph = Graph()
        add_features(graph, weights_path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = to_model(graph, [("features", ["batch", WIDTH])])
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, pixels: np.ndarray, black: float = 0, white: float = 255) -> np.ndarray:
        return run(self._session, pixels, black, white)[0][0]

    def of(self, films: list[Film], change=lambda pixels: pixels) -> np.ndarray:
        return np.array([self(change(film.pixels)) for film in films], dtype=np.float32)


def run(session: onnxruntime.InferenceSession, pixels: np.ndarray, black: float, white: float) -> list[np.ndarray]:
    """One film through the graph."""
    image = np.ascontiguousarray(pixels)[None, None].astype(np.uint16)
    window = {"black": np.array([black], np.float32), "white": np.array([white], np.float32)}
    return session.run(None, {"pixels": image, **window})


def mirrored(pixels: np.ndarray) -> np.ndarray:
    return pixels[:, ::-1]


def augmenter(seed: int):
    """Small turns, crops and changes of exposure, and mirroring, as one reproducible stream."""
    rng = np.random.default_rng(seed)

    def change(pixels: np.ndarray) -> np.ndarray:
        rows, columns = pixels.shape
        zoom = rng.uniform(0.85, 1.0)
        width, height = int(columns * zoom), int(rows * zoom)
        left, top = rng.integers(0, columns - width + 1), rng.integers(0, rows - height + 1)
        turned = Image.fromarray(pixels).rotate(rng.uniform(-6, 6), Image.Resampling.BILINEAR)
        grey = np.asarray(turned.crop((left, top, left + width, top + height)), dtype=np.float32)
        out = expose(grey, gamma=np.exp(rng.uniform(-0.35, 0.35)), gain=np.exp(rng.uniform(-0.3, 0.3)),
                     offset=rng.uniform(-25, 25))
        return mirrored(out) if rng.random() < 0.5 else out

    return change


def expose(grey: np.ndarray, gamma: float = 1, gain: float = 1, offset: float = 0) -> np.ndarray:
    """Another exposure or window of the same film."""
    curved = 255 * np.clip(grey.astype(np.float32) / 255, 0, 1) ** gamma
    return np.clip((curved - 128) * gain + 128 + offset, 0, 255).astype(np.uint8)


def blanked(pixels: np.ndarray, margin: float, inside: bool) -> np.ndarray:
    """The film with its frame, or what the frame leaves, set to its mean: shows where the evidence lies."""
    rows, columns = pixels.shape
    core = np.zeros(pixels.shape, dtype=bool)
    core[int(rows * margin) : rows - int(rows * margin), int(columns * margin) : columns - int(columns * margin)] = True
    return np.where(core == inside, np.uint8(pixels.mean()), pixels)
