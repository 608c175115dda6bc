"""The stages on Sail: the demo, and two million records with a task killed in every stage."""

import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import DEMO, MIXED, Killer, differences, driver, finished, gone, processes

SERVER = """
from pysail.spark import SparkConnectServer
server = SparkConnectServer()
server.start(background=True)
print(server.listening_address[1], flush=True)
import signal
signal.pause()
"""


class Sail:
    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = f"sc://localhost:{int(self.process.stdout.readline())}"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def sail():
    with Sail() as server:
        yield server


@pytest.mark.parametrize("tasks", [1, 5])
def test_the_demos_give_the_same_bytes(sail, once, tmp_path, tasks):
    for dataset, options in ((DEMO, {}), (MIXED, {"config": MIXED / "config"})):
        out = tmp_path / dataset.name
        more = [text for name, value in options.items() for text in (f"--{name}", value)]
        finished(driver(dataset, "--out", out, "--state", tmp_path / f"state-{dataset.name}", "--remote", sail.address, "--tasks", tasks, *more))
        assert differences(once(dataset, **options), out / "runs" / "000001") == []


def test_two_million_records_with_a_task_killed_in_each_stage(sail, once, large, tmp_path):
    process = driver(large, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address, "--tasks", 4)
    killer = Killer(sail.process.pid, ["open", "survey", "merge", "look", "resolve", "exhibit"], lambda task: task)
    killer.start()
    _, said = finished(process)
    assert [stage for stage, _ in killer.killed] == ["open", "survey", "merge", "look", "resolve", "exhibit"]
    assert said.count("again: a process was killed") >= 6
    assert differences(once(large), tmp_path / "out" / "runs" / "000001") == []


def test_a_later_run_goes_on_from_a_run_by_stages(sail, tmp_path):
    import inforce

    finished(driver(DEMO, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address))
    again = inforce.run(DEMO, out=tmp_path / "out")
    assert again.number == "000002"
    # Nothing is new, and so nothing is new since the run before either.
    assert set(differences(tmp_path / "out" / "runs" / "000001", again.folder)) <= {"changes.parquet"}
    assert inforce.open(tmp_path / "out", run=1).verify()


def test_another_configuration_than_that_of_the_run_before_ends_the_run_before_it_reads(sail, tmp_path):
    finished(driver(DEMO, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address))
    other = ("--config", MIXED / "config", "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address)
    process = driver(DEMO, *other)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and "is not that of run 000001" in said and "inforce: open" not in said
    finished(driver(DEMO, *other, "--accept"))
    assert (tmp_path / "out" / "runs" / "000002" / "run.json").is_file()


def test_files_that_cannot_be_read_are_named_at_once(sail, tmp_path):
    dataset = tmp_path / "dataset"
    for name in ("trades", "estimates"):
        (dataset / name).mkdir(parents=True)
    (dataset / "trades" / "cut.csv").write_text("record_id,date,reporter")
    (dataset / "trades" / "other.csv").write_text("a,b\n1,2\n")
    process = driver(dataset, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "2 files cannot be read" in said and "trades/cut.csv" in said and "trades/other.csv" in said
    assert not (tmp_path / "out" / "runs").exists()


def test_a_killed_driver_leaves_only_the_state_folder(sail, large, tmp_path):
    process = driver(large, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", sail.address)
    while not any(one.runs("look") and one.is_below(sail.process.pid) for one in processes()):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not (tmp_path / "out" / "runs").exists() or not list((tmp_path / "out" / "runs").iterdir())
    assert (tmp_path / "state" / "plan.arrow").is_file()


def test_children_of_a_killed_engine_die_with_it(large, tmp_path):
    with Sail() as server:
        process = driver(large, "--out", tmp_path / "out", "--state", tmp_path / "state", "--remote", server.address, "--tasks", 1)
        tasks = []
        while not tasks:
            assert process.poll() is None
            tasks = [one for one in processes() if one.runs("survey") and one.is_below(server.process.pid)]
        os.kill(server.process.pid, signal.SIGKILL)
        assert all(gone(task) for task in tasks)
        process.kill()
        process.communicate()
