"""Jobs as Ray carries them out, on two CPUs of this machine. Losses are those of one process without Ray."""

import os
import signal
import time

import psutil
import pytest
import ray

from .conftest import STEPS, events_of, log_of, run_here, start, weights_of
from .test_train import same


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Its address, in the environment, so that every job of this file finds it."""
    given = os.environ.get("RAY_ADDRESS")
    if not given:
        os.environ["RAY_ADDRESS"] = ray.init(num_cpus=2, include_dashboard=False).address_info["gcs_address"]
    yield
    if not given:
        ray.shutdown()
        del os.environ["RAY_ADDRESS"]


def finished(process):
    output, _ = process.communicate(timeout=600)
    return events_of(output)


@pytest.fixture
def alone(job):
    """The log of the same training in this process, on one worker."""
    path = job("alone")
    run_here(path)
    return path


@pytest.mark.parametrize(("strategy", "workers"), [("ddp", 1), ("ddp", 2), ("fsdp", 2)])
def test_losses_are_those_of_one_worker(job, alone, strategy, workers):
    path = job(strategy=strategy, workers=workers)
    events = finished(start(path))
    assert events[0]["event"] == "start" and events[0]["workers"] == workers
    assert [each["event"] for each in events[1:6]] == ["step"] * 5
    assert events[6] == {"event": "checkpoint", "step": 5}
    assert events[-1] == {"event": "done"}
    same(log_of(path), log_of(alone), 1e-4)
    if workers == 1:
        assert weights_of(path) == weights_of(alone)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_fsdp_trains_adapters_with_checkpointed_layers(job, models, precision):
    changes = {"adapter": str(models / "adapter"), "precision": precision, "settings": {"checkpointLayers": True}}
    path = job(strategy="fsdp", workers=2, **changes)
    assert finished(start(path))[-1] == {"event": "done"}
    log = log_of(path)
    assert len(log) == STEPS
    other = job("ddp", workers=2, **changes)
    finished(start(other))
    same(log, log_of(other), 1e-4 if precision == "fp32" else 0.3)


@pytest.mark.parametrize("strategy", ["ddp", "fsdp"])
def test_a_worker_that_is_killed_costs_only_the_steps_since_the_checkpoint(job, strategy):
    whole, path = job("whole", strategy=strategy, workers=2), job("killed", strategy=strategy, workers=2)
    finished(start(whole))
    process = start(path)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if '"step": 6' in line:
            os.kill(_a_train_worker(), signal.SIGKILL)
            break
    rest, _ = process.communicate(timeout=600)
    events = events_of("".join(lines) + rest)
    resumed = [each for each in events if each["event"] == "resumed"]
    assert len(resumed) == 1 and resumed[0]["step"] in (5, 10)
    assert events[-1] == {"event": "done"}
    assert log_of(path) == log_of(whole)
    assert weights_of(path) == weights_of(whole)


def test_an_error_that_would_come_again_ends_the_job_at_once(job):
    path = job(workers=2)
    process = start(path)
    (path.parent / "checkpoint").mkdir()
    (path.parent / "checkpoint" / "step-5").mkdir()
    (path.parent / "checkpoint" / "step-5" / "record.json").write_text('{"identity": "another", "log": []}')
    events = finished(process)
    assert [each["event"] for each in events] == ["start", "error"]
    assert events[-1]["code"] == "identity"
    assert process.returncode == 1


def _a_train_worker():
    """The process id of one of the workers that train now."""
    for _ in range(50):
        for each in psutil.process_iter(["cmdline", "pid"]):
            if "TrainWorker" in " ".join(each.info["cmdline"] or []):
                return each.info["pid"]
        time.sleep(0.1)
    raise AssertionError("no train worker")
