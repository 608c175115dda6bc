"""The stages on Spark: one run with an executor killed in each map stage, at the moment its process appears."""

from conftest import DEMO, Killer, differences, driver, finished, gone

STAGES = ["open", "survey", "merge", "look", "resolve", "exhibit"]


def executor(task):
    """The executor that runs a task."""
    is_executor = (above for above in task.ancestors() if any(b"CoarseGrainedExecutorBackend" in part for part in above.command()))
    return next(is_executor, None)


def test_an_executor_killed_in_each_map_stage_costs_nothing_but_time(once, tmp_path):
    environment = {"SPARK_LOCAL_IP": "127.0.0.1"}
    process = driver(
        DEMO, "--out", tmp_path / "out", "--state", tmp_path / "state", "--master", "local-cluster[2,1,1024]", "--tasks", 4, environment=environment
    )
    killer = Killer(process.pid, STAGES, executor)
    killer.start()
    finished(process)
    assert [stage for stage, _ in killer.killed] == STAGES
    assert all(gone(task) for _, task in killer.killed)
    assert differences(once(DEMO), tmp_path / "out" / "runs" / "000001") == []
