import json
import pickle
from importlib import metadata

import pytest

from unisono_cluster import __main__ as entrypoint
from unisono_cluster import versions
from unisono_cluster.progress import JobError
from unisono_cluster.schedule import factor, warmup_steps
from unisono_cluster.spec import Spec, read_spec

from .conftest import events_of


def test_a_spec_is_read_whole(job):
    spec = read_spec(str(job()))
    assert spec.settings.triplet == Spec(alpha=0.3, margin=0.3, distance="cosine", pooling="max", layer=-1)
    assert spec.settings.max_gradient_norm == 1.0
    assert spec.resources == {"CPU": 1}


def test_what_may_be_left_out_and_is_counts_as_none(job):
    path = job()
    raw = json.loads(path.read_text())
    del raw["settings"]["kl"], raw["settings"]["microBatch"]
    path.write_text(json.dumps(raw))
    settings = read_spec(str(path)).settings
    assert settings.kl is None and settings.micro_batch is None


def test_a_setting_out_of_its_range_is_refused_by_name(job):
    settings = {**json.loads(job("base").read_text())["settings"], "learningRate": -1}
    with pytest.raises(JobError, match="train.settings.learningRate: -1 is less than the minimum of 0"):
        read_spec(str(job("bad", settings=settings)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "generate"}, "'generate', not train or activations"),
        ({"kind": ["train"]}, "not train or activations"),
        ({"strategy": "deepspeed"}, "train.strategy: 'deepspeed' is not one of"),
        ({"workers": True}, "train.workers: True is not of type 'integer'"),
        ({"workers": 0}, "train.workers: 0 is less than the minimum of 1"),
        ({"out": None}, "train.out: None is not of type 'string'"),
        ({"dropout": 0.1}, "train: Additional properties are not allowed .'dropout' was unexpected"),
        ({"settings": {"kl": {"weight": "1"}}}, "train.settings.kl.weight: '1' is not of type 'number'"),
        ({"settings": {"optimizer": "muon"}}, "train.settings.optimizer: 'adamw' was expected"),
        ({"settings": {"triplet": 1}}, "train.settings.triplet: 1 is not of type 'object'"),
    ],
)
def test_a_spec_of_another_form_is_refused(job, changes, reason):
    with pytest.raises(JobError, match=reason) as caught:
        read_spec(str(job(**changes)))
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
    assert set(versions.check()) == {"python", "ray", "torch", "transformers", "peft", "jsonschema"}


def test_halves_of_a_step_of_warm_up_are_rounded_up():
    assert [warmup_steps(0.1, total) for total in (4, 5, 14, 15, 25)] == [0, 1, 1, 2, 3]


def test_schedules():
    assert [factor("linear", step, 10, 2) for step in (0, 1, 2, 9)] == [0.5, 1, 1, 0.125]
    assert [factor("trapezoid", step, 10, 0) for step in (0, 6, 8)] == pytest.approx([1, 1, 0.5])
    assert factor("cosine", 5, 10, 0) == pytest.approx(0.5)
    assert {factor("constant", step, 10, 0) for step in range(10)} == {1.0}
