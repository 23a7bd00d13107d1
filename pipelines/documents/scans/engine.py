"""The recognition engine: where lines of text stand in a picture, and what a strip of picture says.

RapidOCR with the models of its wheel on onnxruntime, one thread, so that the same picture gives the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from rapidocr import RapidOCR

Picture = np.ndarray  # rows, columns, three channels of 8 bits, or rows, columns
_THREADS = 1  # two workers read beside each other; more threads gain little and may add up in another order
_NARROW = 160  # pixels of width that a strip of 48 is padded to; the model's own 320 costs twice as much for figures
_PARAMETERS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
    "EngineConfig.onnxruntime.inter_op_num_threads": _THREADS,
    "Global.log_level": "critical",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a strip says, stripped, and how sure the model is (0 to 1)."""

    text: str
    confidence: float


@cache
def _engine() -> RapidOCR:
    cv2.setNumThreads(_THREADS)
    return RapidOCR(params=_PARAMETERS)


def detect(picture: Picture) -> np.ndarray:
    """The corners of each line of text: an array of n × 4 × (x, y) in pixels of `picture`, top left corner first.

    A long picture is searched piece by piece; a line counts in the piece that holds its middle.
    """
    height, width = picture.shape[:2]
    piece, shared = int(width * 1.5), width // 8
    if height <= piece * 1.2:
        return _detect(picture)
    found = []
    for top in range(0, height, piece):
        above = max(0, top - shared)
        boxes = _detect(picture[above : top + piece + shared]) + (0, above)
        middles = boxes[:, :, 1].mean(axis=1)
        found.append(boxes[(middles >= top) & (middles < top + piece)])
    return np.concatenate(found)


def _detect(picture: Picture) -> np.ndarray:
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    return np.empty((0, 4, 2)) if found.boxes is None else np.asarray(found.boxes, float)


def recognise(strips: Sequence[Picture], narrow: bool = False) -> list[Read]:
    """What each strip of picture, one line of text high, says. `narrow`: the strips hold a few figures each."""
    if not strips:
        return []
    engine = _engine()
    model = engine._load_rec_model()
    height, width = model.rec_image_shape[1:]
    model.rec_image_shape = [3, height, _NARROW if narrow else 320]
    model.rec_batch_num = 16 if narrow else 6
    found = engine.recognize_txt(list(strips))
    return [Read(text.strip(), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]
