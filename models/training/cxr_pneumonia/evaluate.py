"""Figures for the card: AUC with patient bootstrap, thresholds, the thumbnail floor, cross-population and stress tests."""

import numpy as np
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.preprocessing import StandardScaler

from dataset import Film

BOOTSTRAPS = 2000


def auc_interval(truth: np.ndarray, scores: np.ndarray, patients: np.ndarray, seed: int = 11) -> dict:
    """AUC and its 95 % interval, drawing whole patients with replacement."""
    rng = np.random.default_rng(seed)
    names = np.unique(patients)
    rows = {name: np.flatnonzero(patients == name) for name in names}
    draws = []
    while len(draws) < BOOTSTRAPS:
        picked = np.concatenate([rows[name] for name in rng.choice(names, len(names))])
        if 0 < truth[picked].sum() < len(picked):
            draws.append(roc_auc_score(truth[picked], scores[picked]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"value": round(float(roc_auc_score(truth, scores)), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def thresholds(truth: np.ndarray, probability: np.ndarray, sensitivity: float, specificity: float) -> tuple[float, float]:
    """(absent below, present from): the widest absent zone that keeps the sensitivity, the widest present zone that keeps
    the specificity. Where the zones would overlap there is no indeterminate zone and both meet in the middle."""
    fpr, tpr, cuts = roc_curve(truth, probability, drop_intermediate=False)
    absent = float(cuts[np.flatnonzero(tpr >= sensitivity)[0]])
    present = float(cuts[np.flatnonzero(1 - fpr >= specificity)[-1]])
    if absent >= present:
        absent = present = (absent + present) / 2
    # The price of rounding must not fall on a validation film: round towards the indeterminate zone.
    return float(np.floor(absent * 1000) / 1000), float(np.ceil(present * 1000) / 1000)


def operating_point(truth: np.ndarray, probability: np.ndarray, absent: float, present: float) -> dict:
    """Sensitivity of "not absent", specificity of "not present", and how many films fall between."""
    return {
        "sensitivity": round(float(np.mean(probability[truth] >= absent)), 4),
        "specificity": round(float(np.mean(probability[~truth] < present)), 4),
        "indeterminateShare": round(float(np.mean((probability >= absent) & (probability < present))), 4),
    }


def thumbnail_scores(films: list[Film]) -> np.ndarray:
    """The floor: 16x16 thumbnails and logistic regression, its strength chosen on validation."""
    small = [np.asarray(Image.fromarray(f.pixels).resize((16, 16), Image.Resampling.BOX), np.float32).ravel() for f in films]
    matrix = np.array(small)
    truth = np.array([f.pneumonia for f in films])
    split = np.array([f.split for f in films])
    matrix = StandardScaler().fit(matrix[split == "train"]).transform(matrix)
    best, scores = -1.0, None
    for c in (1e-4, 1e-3, 1e-2, 1e-1, 1.0):
        model = LogisticRegression(C=c, max_iter=2000).fit(matrix[split == "train"], truth[split == "train"])
        all_scores = model.decision_function(matrix)
        auc = roc_auc_score(truth[split == "val"], all_scores[split == "val"])
        if auc > best:
            best, scores = auc, all_scores
    return scores


def expected_calibration_error(truth: np.ndarray, probability: np.ndarray, weights: np.ndarray, bins: int = 10) -> float:
    """Weighted mean gap between stated probability and observed share, over equal-width bins."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    gap = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            w = weights[inside]
            gap += w.sum() * abs(np.average(probability[inside], weights=w) - np.average(truth[inside], weights=w))
    return round(float(gap / weights.sum()), 4)


def balanced(truth: np.ndarray) -> np.ndarray:
    """Weights under which both classes count the same."""
    return np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
