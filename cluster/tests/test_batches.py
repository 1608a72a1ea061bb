import random

import pytest

from unisono_cluster.batches import Sequence, Step, padded, parts, read_steps, with_triplets
from unisono_cluster.progress import JobError


def step_of(sequences, triplets, pairs):
    return Step([Sequence([i] * 5, 2) for i in range(sequences)], [[[i], [i], [i]] for i in range(triplets)], pairs)


@pytest.mark.parametrize("seed", range(200))
def test_parts_cover_a_step_once_and_are_as_many_on_every_worker(seed):
    draw = random.Random(seed)
    sequences = draw.randrange(1, 12)
    step = step_of(sequences, draw.randrange(0, 9), draw.randrange(0, sequences // 2 + 1))
    workers, rows = draw.randrange(1, 5), draw.choice([None, 1, 2, 3, 8])
    shares = [parts(step, rank, workers, rows) for rank in range(workers)]
    assert len({len(share) for share in shares}) == 1
    every = [part for share in shares for part in share]
    assert sorted(each.ids[0] for part in every for each in part.sequences) == list(range(sequences))
    assert sorted(each[0][0] for part in every for each in part.triplets) == list(range(len(step.triplets)))
    assert sum(part.answers for part in every) == step.answers
    assert sum(part.aligned for part in every) == step.aligned
    for part in every:
        assert len(part.sequences) <= max(rows or sequences, 2)
        for i in range(part.pairs):
            left, right = (part.sequences[2 * i + side].ids[0] for side in (0, 1))
            assert left % 2 == 0 and right == left + 1 and right < 2 * step.pairs
    some = with_triplets(step, len(shares[0]), workers)
    for i in range(len(shares[0])):
        assert any(share[i].triplets for share in shares) == (i < some)


def test_padding_is_on_the_right():
    ids, mask = padded([[5, 6, 7], [8]], "cpu")
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert padded([], "cpu")[0].shape == (1, 2)


@pytest.mark.parametrize(
    "line",
    [
        '{"sequences": [{"ids": [1, 2], "answerStart": 0}], "triplets": []}',
        '{"sequences": [{"ids": [1, 2], "answerStart": 2}], "triplets": []}',
        '{"sequences": []}',
        "nonsense",
    ],
)
def test_lines_of_another_form_are_refused_with_their_number(tmp_path, line):
    path = tmp_path / "batches.jsonl"
    path.write_text('{"sequences": [{"ids": [1, 2], "answerStart": 1}], "triplets": []}\n' + line)
    with pytest.raises(JobError, match="line 2") as caught:
        read_steps(str(path))
    assert caught.value.event["code"] == "spec"
