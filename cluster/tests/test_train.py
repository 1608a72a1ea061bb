import json
import resource
import signal

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from unisono_cluster import activations as readings
from unisono_cluster.progress import JobError
from unisono_cluster.spec import read_spec

from .conftest import STEPS, log_of, run_here, weights_of

LOSSES = ("ce", "triplet", "kl", "gradientNorm")


def same(actual, expected, tolerance):
    assert len(actual) == len(expected) == STEPS
    for one, other in zip(actual, expected, strict=True):
        for name in LOSSES:
            assert one[name] == (None if other[name] is None else pytest.approx(other[name], rel=tolerance)), (
                one,
                other,
            )


@pytest.mark.parametrize("adapted", [False, True])
def test_a_run_that_was_stopped_ends_with_the_bytes_of_an_undisturbed_one(job, models, adapted):
    changes = {"adapter": str(models / "adapter")} if adapted else {}
    whole, stopped = job("whole", **changes), job("stopped", **changes)
    run_here(whole)
    assert run_here(stopped, stop_after=8)[-1]["step"] == 7
    assert run_here(stopped)[0] == {"event": "resumed", "step": 5, "steps": STEPS}
    assert log_of(stopped) == log_of(whole)
    name = "adapter_model.safetensors" if adapted else "model.safetensors"
    files = [(path.parent / "out" / name).read_bytes() for path in (whole, stopped)]
    assert files[0] == files[1]
    assert not list(whole.parent.glob(".*"))


def test_a_second_run_replaces_what_was_written(job):
    path = job()
    run_here(path)
    first = weights_of(path)
    (path.parent / "out" / "model.safetensors").write_bytes(b"")
    run_here(path)
    assert weights_of(path) == first


def test_losses_do_not_depend_on_how_a_step_is_cut_nor_on_layer_checkpoints(job):
    runs = {
        "whole": {"microBatch": 6},
        "cut": {"microBatch": 1},
        "layers": {"microBatch": 6, "checkpointLayers": True},
    }
    logs = {}
    for name, changes in runs.items():
        path = job(name, settings=changes)
        run_here(path)
        logs[name] = log_of(path)
    same(logs["cut"], logs["whole"], 1e-4)
    same(logs["layers"], logs["whole"], 1e-6)


def test_training_lowers_the_loss_and_gives_a_model_that_transformers_reads(job, models):
    line = json.loads(job("one").with_name("batches.jsonl").read_text().splitlines()[0])
    path = job("repeated")
    path.with_name("batches.jsonl").write_text((json.dumps(line) + "\n") * STEPS)
    run_here(path)
    log = log_of(path)
    assert log[-1]["ce"] < 0.7 * log[0]["ce"]
    trained = AutoModelForCausalLM.from_pretrained(path.parent / "out")
    assert type(trained).__name__ == "LlamaForCausalLM"
    sequence = line["sequences"][0]
    with torch.no_grad():
        logits = trained(torch.tensor([sequence["ids"]])).logits[0]
    assert torch.isfinite(logits).all()
    assert "lm_head.weight" not in load_file(path.parent / "out" / "model.safetensors")


def test_of_an_adapter_only_the_adapter_is_written_and_read_again(job, models):
    path = job(adapter=str(models / "adapter"))
    run_here(path)
    out = path.parent / "out"
    assert {each.name for each in out.iterdir()} <= {"adapter_config.json", "adapter_model.safetensors", "README.md"}
    before, after = (load_file(folder / "adapter_model.safetensors") for folder in (models / "adapter", out))
    assert before.keys() == after.keys()
    assert all(not torch.equal(before[name], after[name]) for name in before)
    PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(models / "base"), out)


@pytest.mark.parametrize("adapted", [False, True])
def test_bf16_follows_fp32_and_keeps_float32_masters(job, models, adapted):
    changes = {"adapter": str(models / "adapter")} if adapted else {}
    full, half = job("full", **changes), job("half", precision="bf16", **changes)
    run_here(full)
    run_here(half)
    for one, other in zip(log_of(half), log_of(full), strict=True):
        assert one["ce"] == pytest.approx(other["ce"], rel=0.03)
    out = load_file(half.parent / "out" / ("adapter_model" if adapted else "model").__add__(".safetensors"))
    assert {each.dtype for each in out.values()} == {torch.float32 if adapted else torch.bfloat16}


def test_a_checkpoint_of_another_training_is_refused(job):
    path = job()
    run_here(path, stop_after=8)
    path.write_text(path.read_text().replace('"it"', '"another"'))
    with pytest.raises(JobError, match="another training") as caught:
        run_here(path)
    assert caught.value.event["code"] == "identity"


def test_a_loss_that_is_not_finite_ends_the_training_with_its_step(job):
    path = job(settings={"learningRate": 1e30, "weightDecay": 0})
    with pytest.raises(JobError, match="step [0-9]+ is (nan|inf)") as caught:
        run_here(path)
    assert caught.value.event["code"] == "loss"
    assert not (path.parent / "out").exists()


def test_where_storage_is_full_the_last_checkpoint_stays_and_serves(job):
    whole, path = job("whole"), job("full")
    run_here(whole)
    run_here(path, stop_after=8)
    before = {each: each.read_bytes() for each in (path.parent / "checkpoint").rglob("*") if each.is_file()}
    # No file may grow past this: a checkpoint cannot be written.
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))
    try:
        with pytest.raises(JobError, match="checkpoint of step 10") as caught:
            run_here(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.event["code"] == "storage"
    assert {each: each.read_bytes() for each in (path.parent / "checkpoint").rglob("*") if each.is_file()} == before
    assert run_here(path)[0]["step"] == 5
    assert weights_of(path) == weights_of(whole)


def test_activations_are_the_pooled_hidden_states(tmp_path, models):
    queries = [[5, 6, 7], [8], [9, 10]] * 7
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(each) + "\n" for each in queries))
    paths = {
        "queries": str(tmp_path / "queries.jsonl"),
        "out": str(tmp_path / "out.safetensors"),
        "model": str(models / "base"),
    }
    spec = {
        "kind": "activations",
        "adapter": str(models / "adapter"),
        "pooling": "max",
        "device": "cpu",
        "resources": {},
        **paths,
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    events = []
    readings.activations(read_spec(str(tmp_path / "spec.json")), events.append)
    assert [each["done"] for each in events] == [16, 21]
    actual = load_file(tmp_path / "out.safetensors")["activations"]
    network = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(models / "base"), models / "adapter").eval()
    assert actual.shape == (3, 21, 32)
    for i, ids in enumerate(queries):
        with torch.no_grad():
            states = network(torch.tensor([ids]), output_hidden_states=True).hidden_states
        expected = torch.stack([each[0].max(dim=0).values for each in states])
        assert torch.allclose(actual[:, i], expected, atol=1e-5)
