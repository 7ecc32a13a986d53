"""Fitting: logistic regression, of two kinds or more, and a line that makes a logit of scores."""

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

Array = np.ndarray
STEPS_OF_DESCENT = 150
FOLDS = 5


def logistic(rows: sp.csr_matrix, target: Array, cost: float, weight: Array | None = None) -> Array:
    """The weights, then the bias, that minimise cost * cross entropy + |weights|^2 / 2.
    `target` may be soft (0 to 1); `weight` is per row.
    """
    weight = np.ones(len(target)) if weight is None else weight
    columns = rows.T.tocsr()

    def loss(point: Array) -> tuple[float, Array]:
        logit = rows @ point[:-1] + point[-1]
        value = cost * (weight * (np.logaddexp(0, logit) - target * logit)).sum()
        error = cost * weight * (1 / (1 + np.exp(-logit)) - target)
        slope = np.append(columns @ error + point[:-1], error.sum())
        return value + point[:-1] @ point[:-1] / 2, slope

    start = np.zeros(rows.shape[1] + 1)
    options = {"maxiter": STEPS_OF_DESCENT}
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x


def kinds(rows: sp.csr_matrix, may_be: Array, cost: float, weight: Array) -> Array:
    """The weights, features x kinds, then a row of biases, that minimise
    cost * -log(probability of the kinds that a row may be) + |weights|^2 / 2. `may_be`: rows x
    kinds, 1 where a row may be of that kind; `weight` is per row.
    """
    shape = rows.shape[1] + 1, may_be.shape[1]
    columns, barred = rows.T.tocsr(), np.where(may_be > 0, 0.0, -np.inf)

    def loss(flat: Array) -> tuple[float, Array]:
        point = flat.reshape(shape)
        logits = rows @ point[:-1] + point[-1]
        every, within = _together(logits), _together(logits + barred)
        value = cost * (weight * (every - within)[:, 0]).sum() + (point[:-1] ** 2).sum() / 2
        error = np.exp(logits - every) - np.exp(logits + barred - within)
        error *= cost * weight[:, None]
        slope = np.vstack([columns @ error + point[:-1], error.sum(0)])
        return value, slope.ravel()

    options = {"maxiter": STEPS_OF_DESCENT}
    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found.reshape(shape)


def _together(logits: Array) -> Array:
    return np.logaddexp.reduce(logits, axis=1, keepdims=True)


def folds(count: int) -> Array:
    """A fold for each of `count` texts, the same at every run."""
    found = np.empty(count, int)
    found[np.random.default_rng(0).permutation(count)] = np.arange(count) % FOLDS
    return found


def even_odds(scores: Array, positive: Array) -> tuple[float, float]:
    """Bias and slope that make of scores logits, if the positive and the rest were equally many."""
    weight = np.where(positive, 0.5 / positive.sum(), 0.5 / (~positive).sum()) * len(positive)
    spread = scores.std()
    rows = sp.csr_matrix((scores / spread)[:, None])
    slope, bias = logistic(rows, positive.astype(float), 100.0, weight)
    return float(bias), float(slope / spread)
