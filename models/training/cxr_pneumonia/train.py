"""Trains the head on both X-ray sets and writes model.onnx, its golden cases and every figure of the card.

    python train.py --data ../../../../shared/data --out ../../catalogue/cxr-pneumonia/1.0.0
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

import evaluate
import golden
from dataset import Film, load_films, load_strangers
from features import Extractor, augmenter, blanked, expose, mirrored, run
from network import Graph, add_features, add_head, to_model

WEIGHTS = "weights_mobilenetv2_imagenet/mobilenetv2_1.00_224_keras_imagenet_bnfolded_fp16.npz"
STRENGTH = 1e-3  # inverse L2 strength of all three regressions, chosen by cross-validation on train and val
SUBSPACE = 64
# About one and a half times the largest distance of a validation film (1.3); the manifest's output range and contract
DISTANCE_LIMIT = 2.0
SEED = 20261123
# What the thresholds must keep on validation films, by population: children are easy, adults' labels are noisy
TARGETS = {"child": (0.99, 0.97), "adult": (0.95, 0.90)}
POPULATIONS = ("child", "adult")


def regression(x: np.ndarray, y: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-4, class_weight="balanced").fit(x, y)


class TrainingTable:
    """Every training vector of every film: as it is, mirrored, and twice augmented."""

    def __init__(self, films: list[Film], extract: Extractor) -> None:
        self.films = films
        self.plain = extract.of(films)
        self.views = [self.plain, extract.of(films, mirrored)]
        self.views += [extract.of(films, augmenter(SEED + n)) for n in (1, 2)]
        self.truth = np.array([f.pneumonia for f in films])
        self.population = np.array([f.population for f in films])
        self.split = np.array([f.split for f in films])
        self.patient = np.array([f.patient for f in films])

    def stacked(self, rows: np.ndarray) -> np.ndarray:
        return np.vstack([view[rows] for view in self.views])

    def rows(self, split: str, population: str | None = None) -> np.ndarray:
        keep = self.split == split
        return np.flatnonzero(keep if population is None else keep & (self.population == population))


def expert(table: TrainingTable, scaler: StandardScaler, population: str) -> tuple[np.ndarray, float]:
    """One population's pneumonia regression, calibrated (Platt) by its out-of-fold scores on the training films."""
    rows = table.rows("train", population)
    scores = np.empty(len(rows))
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=SEED)
    for inner, outer in folds.split(rows, table.truth[rows], table.patient[rows]):
        fold = regression(scaler.transform(table.stacked(rows[inner])), np.tile(table.truth[rows[inner]], 4))
        scores[outer] = fold.decision_function(scaler.transform(table.plain[rows[outer]]))
    platt = LogisticRegression(C=1e6, class_weight="balanced").fit(scores[:, None], table.truth[rows])
    model = regression(scaler.transform(table.stacked(rows)), np.tile(table.truth[rows], 4))
    slope = float(platt.coef_[0, 0])
    return model.coef_[0] * slope, float(model.intercept_[0]) * slope + float(platt.intercept_[0])


def fit_head(table: TrainingTable) -> dict[str, np.ndarray]:
    """All arrays of the head; nothing here sees a test film."""
    train = table.rows("train")
    everything = table.stacked(train)
    scaler = StandardScaler().fit(everything)
    columns = [expert(table, scaler, population) for population in POPULATIONS]
    gate = regression(scaler.transform(everything), np.tile(table.population[train] == "adult", 4))
    columns.append((gate.coef_[0], float(gate.intercept_[0])))

    pca = PCA(SUBSPACE, svd_solver="randomized", random_state=SEED).fit(scaler.transform(everything))
    standard = scaler.transform(table.plain[table.rows("val")])
    inside = standard @ pca.components_.T
    t2 = (inside**2 / pca.explained_variance_).sum(1)
    residual = (standard**2).sum(1) - (inside**2).sum(1)
    units = 1 / np.array([np.quantile(t2, 0.995), np.quantile(residual, 0.995)])
    return {
        "mean": scaler.mean_.astype(np.float32),
        "scale": (1 / scaler.scale_).astype(np.float32),
        "weight": np.stack([weight for weight, _ in columns], axis=1).astype(np.float32),
        "bias": np.array([bias for _, bias in columns], dtype=np.float32),
        "subspace": pca.components_.T.astype(np.float32),
        "whitening": (1 / np.sqrt(pca.explained_variance_)).astype(np.float32),
        "distance_units": units.astype(np.float32),
    }


def export(weights_path: Path, head: dict[str, np.ndarray]) -> bytes:
    graph = Graph()
    add_features(graph, weights_path)
    add_head(graph, head)
    outputs = [(name, ["batch"]) for name in ("probability", "adult_film", "distance")]
    return to_model(graph, outputs).SerializeToString(deterministic=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    films = load_films(options.data)
    table = TrainingTable(films, Extractor(options.data / WEIGHTS))
    head = fit_head(table)
    model = export(options.data / WEIGHTS, head)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "model.onnx").write_bytes(model)

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    golden.write(session, options.out / "golden")
    report = report_figures(session, table, head)
    report["refused"] = refused_shares(session, table, options.data)
    report["file"] = {"name": "model.onnx", "sha256": hashlib.sha256(model).hexdigest(), "bytes": len(model)}
    (options.out / "figures.json").write_text(json.dumps(report, indent=2) + "\n")
    write_manifest(options.out, report)
    print(json.dumps(report, indent=2))


def write_manifest(folder: Path, report: dict) -> None:
    """The hand-written texts of manifest_texts.json and the measured figures, as the version's manifest."""
    manifest = json.loads((Path(__file__).parent / "manifest_texts.json").read_text())
    for part in manifest["performance"]:
        part.update(next(p for p in report["performance"] if p["population"] == part["population"]))
    manifest |= {key: report[key] for key in ("thresholds", "crossPopulationAuc", "file")}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def refused_shares(session: onnxruntime.InferenceSession, table: TrainingTable, data: Path) -> dict[str, float]:
    """Share of pictures beyond the distance limit: other organs and modalities, spoilt films, and true test films."""
    test = [table.films[i] for i in table.rows("test")]
    some = test[::8]
    noise = np.random.default_rng(SEED)
    groups = {
        "test films of children": answers(session, [f for f in test if f.population == "child"]),
        "test films of adults": answers(session, [f for f in test if f.population == "adult"]),
        **{name: answers(session, films) for name, films in load_strangers(data).items()},
        "test films turned by 90 degrees": answers(session, some, np.rot90),
        "test films upside down": answers(session, some, lambda p: p[::-1]),
        "test films with inverted grey": answers(session, some, lambda p: 255 - p),
        "white noise": answers(session, some[:20], lambda p: noise.integers(0, 256, p.shape)),
        "one flat grey": answers(session, some[:20], lambda p: np.full_like(p, p.mean())),
    }
    return {name: round(float(np.mean(out[:, 2] > DISTANCE_LIMIT)), 4) for name, out in groups.items()}


def answers(session: onnxruntime.InferenceSession, films: list[Film], change=lambda p: p) -> np.ndarray:
    """(probability, adult_film, distance) of each film, by the exported graph itself."""
    return np.array([[o[0] for o in run(session, change(f.pixels), 0, 255)] for f in films])


def report_figures(session: onnxruntime.InferenceSession, table: TrainingTable, head: dict) -> dict:
    out = answers(session, table.films)
    probability, distance = out[:, 0], out[:, 2]
    standard = (table.plain - head["mean"]) * head["scale"]
    experts = standard @ head["weight"] + head["bias"]
    report: dict = {"performance": [], "thresholds": [], "test": {}, "crossPopulationAuc": [], "stress": {}}
    stress = {
        "darker": lambda p: expose(p, offset=-30), "brighter": lambda p: expose(p, offset=30),
        "flatter": lambda p: expose(p, gain=0.7), "harder": lambda p: expose(p, gain=1.3),
        "gamma 0.7": lambda p: expose(p, gamma=0.7), "gamma 1.4": lambda p: expose(p, gamma=1.4),
        "outer eighth blanked": lambda p: blanked(p, 0.125, inside=False),
        "middle half blanked": lambda p: blanked(p, 0.25, inside=True),
        "mirrored": mirrored, "cropped 5 %": lambda p: p[p.shape[0] // 20 : -(p.shape[0] // 20), p.shape[1] // 20 : -(p.shape[1] // 20)],
    }
    for column, population in enumerate(POPULATIONS):
        val, test = table.rows("val", population), table.rows("test", population)
        absent, present = evaluate.thresholds(table.truth[val], probability[val], *TARGETS[population])
        report["thresholds"].append(
            {"population": population, "presentFrom": present, "absentBelow": absent, "chosenOn": "validation",
             **evaluate.operating_point(table.truth[test], probability[test], absent, present)}
        )
        thumbnail = evaluate.thumbnail_scores([f for f in table.films if f.population == population])
        mask = table.split[table.population == population] == "test"
        truth, patients = table.truth[test], table.patient[test]
        report["performance"].append(
            {"population": population, "patients": len(np.unique(patients)), "images": len(test), "positives": int(truth.sum()),
             "auc": evaluate.auc_interval(truth, probability[test], patients),
             "thumbnailFloorAuc": evaluate.auc_interval(truth, thumbnail[mask], patients)}
        )
        other = table.rows("test", POPULATIONS[1 - column])
        report["crossPopulationAuc"].append(
            {"trainedOn": population, "testedOn": POPULATIONS[1 - column],
             "auc": evaluate.auc_interval(table.truth[other], experts[other, column], table.patient[other])}
        )
        weights = evaluate.balanced(truth)
        is_adult = population == "adult"
        report["test"][population] = {
            "valAuc": evaluate.auc_interval(table.truth[val], probability[val], table.patient[val]),
            "calibrationError": evaluate.expected_calibration_error(truth, probability[test], weights),
            "filmTakenForItsPopulation": round(float(np.mean((out[test, 1] > 0.5) == is_adult)), 4),
            "largestDistance": round(float(distance[test].max()), 3),
        }
        chosen = [table.films[i] for i in test]
        report["stress"][population] = {
            name: evaluate.auc_interval(truth, answers(session, chosen, change)[:, 0], patients)["value"]
            for name, change in stress.items()
        }
    report["largestValidationDistance"] = round(float(distance[table.rows("val")].max()), 3)
    return report


if __name__ == "__main__":
    main()
