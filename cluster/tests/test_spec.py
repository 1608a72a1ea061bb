import json
import pickle
from importlib import metadata

import pytest

from unisono_cluster import __main__ as entrypoint
from unisono_cluster import versions
from unisono_cluster.progress import JobError
from unisono_cluster.schedule import factor
from unisono_cluster.spec import Triplet, read_spec

from .conftest import events_of


def changed(path, **changes):
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return str(path)


def test_a_spec_is_read_whole(job):
    spec = read_spec(str(job()))
    assert spec.triplet == Triplet(0.3, 0.3, "cosine", "max", -1)
    assert spec.max_gradient_norm == 1.0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "generate"}, "'generate', not train or activations"),
        ({"kind": ["train"]}, "not train or activations"),
        ({"strategy": "deepspeed"}, "strategy is 'deepspeed', not ddp or fsdp"),
        ({"workers": True}, "workers is True, not int"),
        ({"workers": 0}, "must be at least 1"),
        ({"out": None}, "out is None, not str"),
        ({"kl_weight": "1"}, "kl_weight is '1', not float"),
        ({"dropout": 0.1}, "train lacks, or has but should not: dropout"),
        ({"optimizer": {"learning_rate": 1}}, "optimizer lacks, or has but should not: beta1, beta2, weight_decay"),
        ({"triplet": 1}, "triplet is not an object"),
    ],
)
def test_a_spec_of_another_form_is_refused(job, changes, reason):
    with pytest.raises(JobError, match=reason) as caught:
        read_spec(changed(job(), **changes))
    assert caught.value.event["code"] == "spec"


def test_a_spec_that_is_no_json_or_not_there(tmp_path):
    (tmp_path / "spec.json").write_text("[1")
    for name, code in (("spec.json", "spec"), ("none.json", "storage")):
        with pytest.raises(JobError) as caught:
            read_spec(str(tmp_path / name))
        assert caught.value.event["code"] == code


def test_errors_survive_the_way_between_processes():
    error = pickle.loads(pickle.dumps(JobError("spec", "a", "b")))
    assert error.event == {"event": "error", "code": "spec", "message": "a", "remedy": "b"}


@pytest.mark.parametrize(
    ("name", "version"),
    [("ray", "2.42.1"), ("ray", "3.0.0"), ("transformers", "4.55.4"), ("torch", "2.5.1+cpu"), ("peft", None)],
)
def test_versions_outside_the_range_are_refused_with_it(monkeypatch, capsys, name, version):
    real = metadata.version

    def pretended(asked):
        if asked == name and version is None:
            raise metadata.PackageNotFoundError(name)
        return version if asked == name else real(asked)

    monkeypatch.setattr(versions.metadata, "version", pretended)
    assert entrypoint.main("there is none") == 1
    (event,) = events_of(capsys.readouterr().out)
    low, high = versions.RANGES[name]
    assert event["code"] == "version"
    assert f"{name} >={low[0]}.{low[1]},<{high[0]}.{high[1]}" in event["message"]
    assert (version or "none") in event["message"]


def test_the_installed_versions_are_in_range():
    assert set(versions.check()) == {"python", "ray", "torch", "transformers", "peft"}


def test_schedules():
    assert [factor("linear", step, 10, 2) for step in (0, 1, 2, 9)] == [0.5, 1, 1, 0.125]
    assert [factor("trapezoid", step, 10, 0) for step in (0, 6, 8)] == pytest.approx([1, 1, 0.5])
    assert factor("cosine", 5, 10, 0) == pytest.approx(0.5)
    assert {factor("constant", step, 10, 0) for step in range(10)} == {1.0}
