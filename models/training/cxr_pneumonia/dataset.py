"""Reads the two chest X-ray sets (grey JPEGs inside a tar, labels beside it) without unpacking them to disk."""

import csv
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

STRANGERS = {
    "breast ultrasound": "breast_us_busi",
    "thyroid ultrasound": "thyroid_us_ddti",
    "retina": "fundus_odir_normal_glaucoma_cataract",
    "endoscopy": "gi_polyp_kvasir_seg",
    "CT patches of lung": "ct_lidc_nodule_patches",
}
SETS = {"child": "cxr_pneumonia_pediatric", "adult": "cxr_nih_pneumonia_adult"}


@dataclass(frozen=True)
class Film:
    """One picture: its 8-bit grey pixels, whether pneumonia is present, and what keeps the splits apart."""

    name: str
    pixels: np.ndarray
    pneumonia: bool
    patient: str
    split: str
    population: str


def load_films(data_folder: Path) -> list[Film]:
    """All films of both sets, in the order of their label files. The splits are the sets' own, by patient."""
    films = []
    for population, folder in SETS.items():
        root = data_folder / folder
        with open(root / "labels.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        with tarfile.open(root / "images.tar") as tar:
            blobs = {m.name.removeprefix("./"): tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
        for row in rows:
            picture = Image.open(io.BytesIO(blobs[row["file"]])).convert("L")
            films.append(
                Film(
                    name=row["file"],
                    pixels=np.asarray(picture, dtype=np.uint8),
                    pneumonia=row["label"] == "pneumonia",
                    patient=f"{population}:{row['patient']}",
                    split=row["split"],
                    population=population,
                )
            )
    assert_patients_stay_apart(films)
    return films


def assert_patients_stay_apart(films: list[Film]) -> None:
    """A patient on both sides of a split would leak: refuse to train at all."""
    seen: dict[str, str] = {}
    for film in films:
        if seen.setdefault(film.patient, film.split) != film.split:
            raise ValueError(f"{film.patient} is in {seen[film.patient]} and {film.split}")


def load_strangers(data_folder: Path, each: int = 80) -> dict[str, list[Film]]:
    """Evenly spaced pictures of other organs and modalities, which the model must not judge."""
    groups = {}
    for name, folder in STRANGERS.items():
        with tarfile.open(data_folder / folder / "images.tar") as tar:
            members = [m for m in tar.getmembers() if m.isfile()]
            groups[name] = [
                Film(m.name, np.asarray(Image.open(tar.extractfile(m)).convert("L")), False, m.name, "none", name)
                for m in members[:: max(1, len(members) // each)][:each]
            ]
    return groups
